// The register on the page: big ticks that count at once, whatever the signal does.

import { noted } from "./queue.mjs";

/** The register on the page, if there is one. */
export function register(main) {
  const root = main.querySelector("[data-register]");
  return root && new Register(root);
}

class Register {
  constructor(root) {
    this.root = root;
    this.session = root.dataset.register;
    /** What was tapped before: booking and what was noted of it, the last tap last. */
    this.before = [];
  }

  rows() {
    return [...this.root.querySelectorAll("[data-booking][data-came]")];
  }

  row(booking) {
    return this.rows().find((row) => row.dataset.booking === booking);
  }

  /** What the server last said of each booking. */
  marks() {
    return Object.fromEntries(this.rows().map(({ dataset }) => [dataset.booking, dataset.came]));
  }

  /** Takes over what the server says of each booking now. */
  hear(marks) {
    for (const row of this.rows()) row.dataset.came = marks[row.dataset.booking] ?? "";
  }

  /** Draws what is noted once the ticks on their way count. */
  draw(queue, marks, words) {
    const all = noted({ ...this.marks(), ...marks }, queue, this.session);
    const here = { families: 0, adults: 0, children: 0 };
    for (const row of this.rows()) {
      const came = all[row.dataset.booking];
      row.dataset.shown = came;
      for (const button of row.querySelectorAll("[data-tick]")) {
        button.setAttribute("aria-pressed", String(button.dataset.tick === came));
      }
      if (came !== "yes") continue;
      here.families += 1;
      here.adults += Number(row.dataset.adults);
      here.children += Number(row.dataset.children);
    }
    const families = this.root.querySelector("[data-families]");
    if (!families) return;
    families.textContent = words("count", { came: here.families, booked: this.rows().length });
    const people = { adults: words.many("adults", here.adults), children: words.many("children", here.children) };
    this.root.querySelector("[data-people]").textContent = words("people", people);
    const undo = this.root.querySelector('[data-do="undo"]');
    if (undo) undo.hidden = !this.before.length;
  }

  /** What a tap on a button notes: tapping what is noted takes it back. */
  tapped(button) {
    const row = button.closest("[data-booking]");
    const before = row.dataset.shown ?? row.dataset.came;
    const came = before === button.dataset.tick ? "" : button.dataset.tick;
    this.before.push({ booking: row.dataset.booking, came: before });
    return { row, came };
  }

  /** What undoing the last tap notes. */
  undone() {
    const last = this.before.pop();
    const row = last && this.row(last.booking);
    return row && { row, came: last.came };
  }
}
