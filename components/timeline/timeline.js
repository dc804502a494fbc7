import { Board } from "roundtable-timeline";

/* The frame; what moves inside is drawn by the board, so the framework never compares a bar. */
export default {
  template: `
    <div class="rt-tl">
      <div class="rt-tl-scroll" tabindex="-1">
        <div class="rt-tl-space">
          <div class="rt-tl-stage">
            <div class="rt-tl-area"></div>
            <div class="rt-tl-head" aria-hidden="true"></div>
            <div class="rt-tl-map" aria-hidden="true"></div>
            <div class="rt-tl-graph" role="img"></div>
            <div class="rt-tl-side">
              <div class="rt-tl-corner"><div class="rt-tl-tools"><slot></slot></div>
                <div class="rt-tl-said"><span></span><span></span></div></div>
              <div class="rt-tl-legend" aria-hidden="true"></div>
              <div class="rt-tl-labels"></div>
            </div>
            <div class="rt-tl-over"></div>
          </div>
        </div>
      </div>
      <div class="rt-tl-live" aria-live="polite"></div>
    </div>`,
  // What a board tells; without this list the browser's own events of these names, as of a text that is selected in
  // the search field, would be taken for the board's.
  emits: ["window", "preview", "grab", "drop", "link", "select", "fold", "heat", "open", "zoomed", "bring", "note",
    "menu", "key", "sit"],
  mounted() {
    this.board = new Board(this.$el, (name, told) => this.$emit(name, told));
  },
  unmounted() {
    this.board.close();
  },
  methods: {
    draw(told) { this.board.hear(told); },
    traces(told) { this.board.trace(told); },
    notes(told) { this.board.notes.show(told); },
    seats(told) { this.board.presence.show(told); },
    settle(refusal) { this.board.drag.settle(refusal); },
    preview(told) { this.board.drag.preview(told); },
    table(told) { this.board.drag.table = told; },
    reveal(told) { this.board.reveal(told); },
    zoomTo(name) { this.board.view.zoomTo(name); },
    light(ids) { this.board.light(ids); },
    focusBars() { this.board.keys.enter(); },
    mark(ids) { this.board.select(ids, false); },
  },
};
