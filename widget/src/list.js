/**
 * The ranked list by the caret, and what it tells assistive technology about the field.
 *
 * @typedef {import("./list_row.js").Content} Content
 */

import { ListRow } from "./list_row.js";

/** Pixels between the caret's line and the list, and between the list and the window's edge. */
const GAP = 6;
/** What the field is given while the list is open. */
const ATTRIBUTES = [
  "role", "aria-haspopup", "aria-autocomplete", "aria-expanded", "aria-controls", "aria-activedescendant",
];
let lists = 0;

export class List {
  /** @type {ListRow[]} */
  #rows = [];
  /** @type {(readonly [string, string | null])[]} the field's own attributes, to be put back */
  #before = [];

  /**
   * @param {HTMLElement} field
   * @param {(index: number) => void} onPick
   */
  constructor(field, onPick) {
    this.field = field;
    const list = (this.element = document.createElement("div"));
    list.id = `autocomplete-list-${++lists}`;
    list.className = "autocomplete-list";
    list.role = "listbox";
    list.ariaLabel = "Suggestions";
    list.hidden = true;
    // In the top layer no ancestor of the field cuts it off, and no dialog covers it.
    list.popover = "manual";
    // The field keeps the focus: a blur would take the list away under the pointer.
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const row = /** @type {Element} */ (event.target).closest("[role=option]");
      if (row) onPick(this.#rows.findIndex(({ element }) => element === row));
    });
  }

  /**
   * @param {Content[]} contents at least one
   * @param {number} current the row whose text is the ghost
   * @param {boolean} entered the person moves in the list
   */
  show(contents, current, entered) {
    const { element, field } = this;
    const rows = this.#rows;
    while (rows.length < contents.length) {
      const row = new ListRow(`${element.id}-${rows.length}`, rows.length + 1);
      rows.push(row);
      element.append(row.element);
    }
    rows.forEach((row, index) => {
      const content = contents[index];
      row.element.hidden = !content;
      if (content) row.fill(content, index === current, entered);
    });
    if (element.hidden) {
      element.hidden = false;
      element.showPopover();
      this.#announceOpen();
    }
    if (entered) field.setAttribute("aria-activedescendant", rows[current].element.id);
    else field.removeAttribute("aria-activedescendant");
  }

  hide() {
    const { element, field } = this;
    if (element.hidden) return;
    element.hidden = true;
    // It is closed already where somebody took it out of the page.
    if (element.matches(":popover-open")) element.hidePopover();
    for (const [name, value] of this.#before) {
      if (value === null) field.removeAttribute(name);
      else field.setAttribute(name, value);
    }
  }

  /**
   * Tell assistive technology that a list is open, in the terms of the field's own role: a combobox
   * has one line. ARIA gives the role to text inputs and to elements without a role; a textarea (or
   * any other multi-line text box) may not have it, nor `aria-expanded`.
   */
  #announceOpen() {
    const { element, field } = this;
    this.#before = ATTRIBUTES.map((name) => [name, field.getAttribute(name)]);
    const plainInput = field.localName === "input" && /** @type {HTMLInputElement} */ (field).type === "text";
    const mayBeCombobox = plainInput || !["input", "textarea"].includes(field.localName);
    if (mayBeCombobox && [null, "combobox"].includes(field.getAttribute("role"))) {
      field.setAttribute("role", "combobox");
      field.setAttribute("aria-expanded", "true");
    }
    field.setAttribute("aria-haspopup", "listbox");
    field.setAttribute("aria-autocomplete", "both");
    field.setAttribute("aria-controls", element.id);
  }

  /** @param {{caret: DOMRect, word: DOMRect | undefined}} place */
  place({ caret, word = caret }) {
    const { element, field } = this;
    const frame = field.getBoundingClientRect();
    const { offsetWidth: width, offsetHeight: height } = element;
    for (const row of this.#rows) row.makeRoom();
    // Right-to-left text grows to the left: the caret stands before its word.
    const rightToLeft = caret.left < word.right - 1;
    const start = rightToLeft ? word.right : word.left;
    // Within the field where it is wide enough, within the window in any case.
    const right = Math.min(
      document.documentElement.clientWidth - GAP,
      Math.max(frame.right, frame.left + width),
    );
    const left = Math.max(GAP, Math.min(right - width, rightToLeft ? start - width : start));
    const below = Math.min(caret.bottom, frame.bottom) + GAP;
    const above = Math.max(caret.top, frame.top) - GAP - height;
    element.style.left = `${left}px`;
    element.style.top = `${below + height > innerHeight && above > 0 ? above : below}px`;
  }
}
