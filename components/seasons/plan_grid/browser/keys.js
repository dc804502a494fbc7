/* The keyboard. What is pressed in the grid never reaches the browser. */
const MOVES = { ArrowUp: [-1, 0], ArrowDown: [1, 0], ArrowLeft: [0, -1], ArrowRight: [0, 1] };
const COMMANDS = { d: "fillDown", r: "fillRight", z: "undo", y: "redo", f: "find", ";": "note", a: "all", s: "saved" };
const ALTS = { e: "explain", h: "hold" };

export class Keys {
  constructor(grid) {
    this.grid = grid;
    grid.parts.scroll.addEventListener("keydown", (event) => this.press(event));
    grid.parts.scroll.addEventListener("focus", () => { grid.root.classList.add("pg-keys"); grid.cursor.look(); });
    grid.parts.scroll.addEventListener("blur", () => grid.root.classList.remove("pg-keys"));
  }

  press(event) {
    if (this.grid.editor.isOpen || !this.grid.setup || event.isComposing) return;
    if (event.target !== this.grid.parts.scroll) return;
    if (!this.deal(event)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  deal(event) {
    const { key, ctrlKey, metaKey, altKey, shiftKey } = event, isCommand = ctrlKey || metaKey;
    if (altKey && !isCommand) return this.alt(event);
    if (MOVES[key]) return this.move(MOVES[key], isCommand, shiftKey);
    if (isCommand) return this.command(event);
    return this.plain(key, shiftKey);
  }

  move([down, right], isFar, extends_) {
    if (isFar) this.grid.cursor.leap(down, right, extends_);
    else this.grid.cursor.step(down, right, extends_);
    return true;
  }

  alt({ key, code, shiftKey }) {
    if (key === "ArrowLeft" || key === "ArrowRight") {
      if (shiftKey) this.month(key === "ArrowRight"); else this.fold(key === "ArrowRight");
      return true;
    }
    const name = ALTS[key.toLowerCase()] || ALTS[code?.replace("Key", "").toLowerCase()];
    if (name) this.act(name);
    return Boolean(name);
  }

  command({ key, shiftKey, altKey }) {
    const { cursor } = this.grid;
    if (altKey) return false;
    if (key === "Home") { this.to(0, 0, shiftKey); return true; }
    if (key === "End") { this.to(this.grid.count - 1, this.grid.own - 1, shiftKey); return true; }
    if (key === "Enter") return true;
    if (key.toLowerCase() === "c" || key.toLowerCase() === "v" || key.toLowerCase() === "x") return false;
    const name = COMMANDS[key.toLowerCase()];
    if (!name) return false;
    if (name === "undo" && shiftKey) this.act("redo");
    else if (name === "all") cursor.select(0, 0, this.grid.count - 1, this.grid.own - 1);
    else this.act(name);
    return true;
  }

  to(index, col, extends_) {
    if (extends_) this.grid.cursor.extend(index, col); else this.grid.cursor.go(index, col);
  }

  plain(key, shiftKey) {
    const { cursor, editor, view } = this.grid, back = shiftKey ? -1 : 1;
    if (key === "Tab") return this.tab(back);
    if (key === "Enter") { cursor.go(cursor.index + back, cursor.col); return true; }
    if (key === "F2") { editor.open(null); return true; }
    if (key === "Escape") return this.escape();
    if (key === "Delete" || key === "Backspace") { editor.clear(); return true; }
    if (key === "Home") { this.to(cursor.index, 0, shiftKey); return true; }
    if (key === "End") { this.to(cursor.index, this.grid.own - 1, shiftKey); return true; }
    const page = Math.max(1, Math.floor(view.height / 31) - 1);
    if (key === "PageDown") return this.move([page, 0], false, shiftKey);
    if (key === "PageUp") return this.move([-page, 0], false, shiftKey);
    if (key.length === 1 && key !== " ") { editor.open(key); return true; }
    return key === " ";
  }

  /* At the end of a row to the next; past the last cell the keys go on to what follows the grid. */
  tab(way) {
    const { cursor } = this.grid, last = this.grid.own - 1;
    let col = cursor.col + way, { index } = cursor;
    if (col > last) { col = 0; index += 1; }
    if (col < 0) { col = last; index -= 1; }
    if (index < 0 || index > this.grid.last) return false;
    cursor.go(index, col);
    return true;
  }

  escape() {
    const { cursor, pending } = this.grid, { row } = cursor;
    if (row && pending.get(row, cursor.col)?.refusal) { pending.putBack(row, cursor.col); return true; }
    if (cursor.isRange) { cursor.go(cursor.index, cursor.col); return true; }
    return false;
  }

  /* A row that cannot be opened leads to the one above it that can. */
  fold(opens) {
    const { grid } = this, { row } = grid.cursor;
    if (!row || row.i >= grid.count) return;
    if (row.o !== null && row.o !== undefined && Boolean(row.o) !== opens) grid.emit("fold", row.k);
    else if (!opens) {
      for (let i = row.i - 1; i >= 0; i--) {
        const above = grid.row(i);
        if (!above) return;
        if (above.lv < row.lv && above.x) { grid.cursor.go(i, grid.cursor.col); return; }
      }
    }
  }

  month(opens) {
    const column = this.grid.columns[this.grid.cursor.col];
    const group = this.grid.setup.lines[0].find((one) => one.k && one.k === column?.m);
    if (group && Boolean(group.o) !== opens) this.grid.emit("month", group.k);
  }

  /* Deeds that a button may ask for as well. */
  act(name) {
    const { grid } = this;
    if (name === "fillDown" || name === "fillRight") grid.editor.fill(name === "fillDown" ? "down" : "right");
    else if (name === "saved") grid.announce(grid.foot.said);
    else if (name === "copy" || name === "copyWithHeaders") grid.clip.ask(name === "copyWithHeaders");
    else grid.deed(name);
  }
}
