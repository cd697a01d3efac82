/**
 * An invisible copy of the field's text on top of the field, in the very same lines: it can show a
 * ghost and say where the caret is, which the native field cannot.
 *
 * @typedef {import("./candidates.js").Snapshot} Snapshot
 * @typedef {import("./field.js").Place} Place
 */

import { wordBefore } from "./candidates.js";
import { copyLetters, scaleOf, shift } from "./ghost_style.js";
import { textIn, write } from "./text_node.js";

const SIDES = ["Bottom", "Left", "Right", "Top"];
const BOX = [
  // With borders as wide as the field's, both round to the screen's pixels alike.
  ...SIDES.flatMap((side) => [`border${side}Width`, `padding${side}`]),
  "textAlign", "textIndent", "zIndex",
];

export class Mirror {
  #lead = document.createTextNode("");
  #word = document.createElement("span");
  #wordText = textIn(this.#word);
  #caret = document.createElement("span");
  #ghost = document.createElement("span");
  #ghostText = textIn(this.#ghost);
  #text = document.createElement("div");
  #measured = false;
  /** What the field's borders take of its width and height. */
  #borders = { across: 0, down: 0, left: 0 };
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
    const left = parseFloat(style.borderLeftWidth);
    this.#borders = {
      across: left + parseFloat(style.borderRightWidth),
      down: parseFloat(style.borderTopWidth) + parseFloat(style.borderBottomWidth),
      left,
    };
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
   * @param {() => void} meanwhile
   * @returns {Place}
   */
  lay({ before, after }, ghost, meanwhile) {
    const { field, element } = this;
    if (!this.#measured) this.#measure();
    const word = wordBefore(before);
    // All text is written before anything is read, so one layout serves the field, its mirror and
    // the list. Further down, what is as it was is written again without another.
    meanwhile();
    write(this.#lead, before.slice(0, before.length - word.length));
    write(this.#wordText, word);
    write(this.#ghostText, this.#fromStart ? ghost : "");
    element.hidden = false;

    const frame = field.getBoundingClientRect();
    const { clientWidth, clientHeight, clientLeft, scrollLeft, scrollTop } = field;
    const scale = scaleOf(field, frame);
    const width = frame.width / scale;
    const height = frame.height / scale;
    const bar = scrollbar(width - this.#borders.across - clientWidth);
    element.style.width = `${width - bar}px`;
    element.style.height = `${height - scrollbar(height - this.#borders.down - clientHeight)}px`;
    this.#text.style.transform =
      scrollLeft || scrollTop ? `translate(${-scrollLeft}px, ${-scrollTop}px)` : "";

    const own = element.getBoundingClientRect();
    // In right-to-left text the scrollbar stands on the left.
    const barLeft = clientLeft > this.#borders.left + 1 ? bar : 0;
    const right = frame.left + barLeft * scale - own.left;
    const down = frame.top - own.top;
    const caret = moved(this.#caret.getBoundingClientRect(), right, down);
    const ghostBottom = this.#ghost.getBoundingClientRect().bottom + down;
    const started = [...this.#word.getClientRects()].at(-1);
    shift(element, right, down);
    if (after && ghostBottom > caret.bottom + caret.height / 2) this.dropGhost();
    return {
      caret,
      word: started && moved(started, right, down),
      ghosted: this.#ghostText.data !== "",
    };
  }

  /** Whether the ghost lies wholly within the field. */
  get showsAll() {
    const ghost = this.#ghost.getBoundingClientRect();
    const { left, right } = this.element.getBoundingClientRect();
    const { clientLeft, clientWidth, offsetWidth } = this.element;
    const borderRight = offsetWidth - clientWidth - clientLeft;
    return ghost.left >= left + clientLeft && ghost.right <= right - borderRight;
  }

  dropGhost() {
    write(this.#ghostText, "");
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

/**
 * What a scrollbar takes of the field; below 2 px it is only the rounding of the measures.
 *
 * @param {number} px that are neither border nor inside
 */
function scrollbar(px) {
  return px < 2 ? 0 : px;
}
