import { Grid } from "roundtable-plan-grid";

/* The frame; rows and cells are drawn by the grid, so the framework never compares a cell. */
export default {
  template: `
    <div class="rt-pg pg-waits">
      <div class="rt-pg-bar" role="group" aria-label="Cell"></div>
      <div class="rt-pg-scroll" role="grid" aria-label="Plan grid" aria-multiselectable="true" aria-busy="true" tabindex="0">
        <div class="rt-pg-space" role="presentation">
          <div class="rt-pg-head" role="rowgroup"></div>
          <div class="rt-pg-rows" role="rowgroup"></div>
          <div class="rt-pg-totals" role="rowgroup"></div>
        </div>
      </div>
      <div class="rt-pg-foot"></div>
      <div class="rt-pg-live" aria-live="polite"></div>
      <div class="rt-pg-alarm" role="alert"></div>
    </div>`,
  emits: ["window", "edit", "paste", "fill", "deed", "look", "fold", "month", "clip"],
  mounted() {
    this.grid = new Grid(this.$el, (name, told) => this.$emit(name, told));
  },
  unmounted() {
    this.grid.close();
  },
  methods: {
    draw(told) { this.grid.hear(told); },
    settle(told) { this.grid.pending.settle(told); },
    cell(told) { this.grid.bar.tell(told); },
    others(told) { this.grid.others.show(told); },
    reveal(told) { this.grid.cursor.reveal(told); },
    clip(told) { this.grid.clip.take(told); },
    focusGrid() { this.grid.focus(); },
    act(name) { this.grid.keys.act(name); },
    busy(isBusy) { this.grid.root.classList.toggle("pg-busy", isBusy); },
  },
};
