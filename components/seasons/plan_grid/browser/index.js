/* What the grid of a plan needs in a browser. It draws and listens; what an entry means is worked out on the server. */
export { Grid } from "./grid.js";
