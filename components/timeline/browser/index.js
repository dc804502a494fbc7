/* What the timeline needs in a browser. It draws and listens; what a move means is worked out on the server. */
export { Board } from "./board.js";
