/* Fingers: one pans as everywhere, a long press takes a bar, two zoom. */
const LONG = 400, STILL = 10; // milliseconds, pixels

export class Touch {
  constructor(drag) {
    this.drag = drag;
    const { stage } = drag.board.parts;
    stage.addEventListener("touchstart", (event) => this.start(event), { passive: false });
    stage.addEventListener("touchmove", (event) => this.pinch(event), { passive: false });
    stage.addEventListener("touchend", () => { this.apart = null; });
  }

  get isWaiting() { return Boolean(this.timer); }

  wait(state) {
    if (state.kind === "pan") return;
    const kind = state.kind;
    state.kind = "pan";
    this.timer = setTimeout(() => {
      this.timer = null;
      if (this.drag.state !== state) return;
      state.kind = kind;
      this.isTaken = true;
      this.drag.begin(state);
      navigator.vibrate?.(15);
    }, LONG);
  }

  moved(event, state) {
    if (Math.hypot(event.clientX - state.event.clientX, event.clientY - state.event.clientY) > STILL) this.end();
  }

  end() {
    clearTimeout(this.timer);
    this.timer = null;
    this.isTaken = false;
  }

  /* On a bar the browser must not begin to scroll, or it would take the finger away from us. */
  start(event) {
    if (event.touches.length === 1 && event.target.closest("[data-bar]")) event.preventDefault();
    if (event.touches.length !== 2) return;
    event.preventDefault();
    this.drag.cancel();
    this.apart = this.distance(event);
    this.follow(event.touches);
  }

  /* Moves are told to what was touched first, even if it has been drawn anew since and belongs to nothing. */
  follow(touches) {
    const move = (event) => { if (!event.target.isConnected) this.pinch(event); };
    for (const target of new Set([...touches].map((touch) => touch.target))) {
      target.addEventListener("touchmove", move, { passive: false });
      target.addEventListener("touchend", () => target.removeEventListener("touchmove", move), { once: true });
    }
  }

  pinch(event) {
    if (this.isTaken) event.preventDefault();
    if (event.touches.length !== 2 || !this.apart) return;
    event.preventDefault();
    const { board } = this.drag, now = this.distance(event), left = board.parts.area.getBoundingClientRect().left;
    board.view.zoom(board.view.px * now / this.apart, (event.touches[0].clientX + event.touches[1].clientX) / 2 - left);
    this.apart = now;
  }

  distance({ touches: [one, other] }) {
    return Math.hypot(one.clientX - other.clientX, one.clientY - other.clientY);
  }
}
