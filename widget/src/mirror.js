/**
 * An invisible copy of the field's text on top of the field, in the very same lines: it can show a
 * ghost and say where the caret is, which the native field cannot.
 *
 * @typedef {import("./candidates.js").Snapshot} Snapshot
 * @typedef {import("./field.js").Place} Place
 */

import { wordBefore } from "./candidates.js";
import { copyLetters, shift } from "./ghost_style.js";

const BOX = ["paddingBottom", "paddingLeft", "paddingRight", "paddingTop", "textAlign", "textIndent", "zIndex"];

export class Mirror {
  #lead = document.createTextNode("");
  #word = document.createElement("span");
  #caret = document.createElement("span");
  #ghost = document.createElement("span");
  #text = document.createElement("div");
  #measured = false;
  /** Text that stands in the middle or at the end would move if more came behind it. */
  #fromStart = true;
  singleLine = false;

  /** @param {HTMLTextAreaElement | HTMLInputElement} field */
  constructor(field) {
    this.field = field;
    this.element = document.createElement("div");
    this.element.className = "autocomplete-mirror";
    this.element.ariaHidden = "true";
    this.element.hidden = true;
    this.#ghost.className = "autocomplete-ghost";
    // The break opportunity keeps the typed half of a word on its line when the ghost half does
    // not fit there: the field does not know of the ghost and has not moved the word.
    this.#text.append(
      this.#lead, this.#word, this.#caret, document.createElement("wbr"), this.#ghost,
    );
    this.element.append(this.#text);
  }

  remeasure() {
    this.#measured = false;
  }

  #measure() {
    const style = getComputedStyle(this.field);
    copyLetters(style, this.element, BOX);
    this.element.style.whiteSpace = this.singleLine ? "pre" : style.whiteSpace;
    const start = style.direction === "rtl" ? "right" : "left";
    this.#fromStart = ["start", "justify", "-webkit-auto", start].includes(style.textAlign);
    this.#measured = true;
  }

  /**
   * Lay out `present` with `ghost` at its caret ("" for none).
   *
   * The ghost is left out where text stands below it that it would run into.
   *
   * @param {Snapshot} present
   * @param {string} ghost
   * @returns {Place}
   */
  lay({ before, after }, ghost) {
    const { field, element } = this;
    // All that is read of the field is read before anything is written: each change of direction
    // costs a layout of the page.
    const { clientWidth, clientHeight, clientLeft, clientTop, scrollLeft, scrollTop } = field;
    const frame = field.getBoundingClientRect();
    if (!this.#measured) this.#measure();
    const word = wordBefore(before);
    const lead = before.slice(0, before.length - word.length);
    if (this.#lead.data !== lead) this.#lead.data = lead;
    this.#word.textContent = word;
    this.#ghost.textContent = this.#fromStart ? ghost : "";
    element.style.width = `${clientWidth}px`;
    element.style.height = `${clientHeight}px`;
    this.#text.style.transform = `translate(${-scrollLeft}px, ${-scrollTop}px)`;
    element.hidden = false;

    const own = element.getBoundingClientRect();
    const scale = frame.width / field.offsetWidth || 1;
    const right = frame.left + clientLeft * scale - own.left;
    const down = frame.top + clientTop * scale - own.top;
    const caret = moved(this.#caret.getBoundingClientRect(), right, down);
    const ghostBottom = this.#ghost.getBoundingClientRect().bottom + down;
    const started = [...this.#word.getClientRects()].at(-1);
    shift(element, right, down);
    if (after && ghostBottom > caret.bottom + caret.height / 2) this.dropGhost();
    return {
      caret,
      word: started && moved(started, right, down),
      ghosted: this.#ghost.textContent !== "",
    };
  }

  /** Whether the ghost lies wholly within the field. */
  get showsAll() {
    const ghost = this.#ghost.getBoundingClientRect();
    const { left, right } = this.element.getBoundingClientRect();
    return ghost.left >= left && ghost.right <= right;
  }

  dropGhost() {
    this.#ghost.textContent = "";
  }

  hide() {
    this.element.hidden = true;
    this.#measured = false;
    this.dropGhost();
  }
}

/**
 * @param {DOMRect} rect
 * @param {number} right
 * @param {number} down
 */
function moved({ x, y, width, height }, right, down) {
  return new DOMRect(x + right, y + down, width, height);
}
