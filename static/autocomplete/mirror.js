/**
 * An invisible copy of the field's text on top of the field, in the very same lines: it can show a
 * ghost and say where the caret is, which the native field cannot.
 *
 * @typedef {import("./candidates.js").Snapshot} Snapshot
 */

/** Everything that decides where a line breaks and where a letter stands. */
const LAYOUT = [
  "direction", "fontFamily", "fontFeatureSettings", "fontKerning", "fontSize", "fontStretch",
  "fontStyle", "fontVariant", "fontVariationSettings", "fontWeight", "hyphens", "letterSpacing",
  "lineBreak", "lineHeight", "overflowWrap", "paddingBottom", "paddingLeft", "paddingRight",
  "paddingTop", "tabSize", "textAlign", "textIndent", "textRendering", "textTransform",
  "unicodeBidi", "whiteSpace", "wordBreak", "wordSpacing",
];
/** The list stands under the start of the word being typed, if that start is this near. */
const LONGEST_WORD = 32;

export class Mirror {
  #lead = document.createTextNode("");
  #word = document.createElement("span");
  #caret = document.createElement("span");
  #ghost = document.createElement("span");
  #text = document.createElement("div");

  /** @param {HTMLTextAreaElement} field */
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
    field.after(this.element);
  }

  /**
   * Lay out `present` with `ghost` at its caret ("" for none).
   *
   * The ghost is left out where text stands below it that it would run into.
   *
   * @param {Snapshot} present
   * @param {string} ghost
   * @returns {{caret: DOMRect, word: DOMRect | undefined, ghosted: boolean}} in the viewport's
   *   pixels; `word` is the word being typed, as far as it stands on the caret's line
   */
  lay({ before, after }, ghost) {
    const { field, element } = this;
    const style = getComputedStyle(field);
    for (const property of LAYOUT) {
      /** @type {any} */ (element.style)[property] = /** @type {any} */ (style)[property];
    }
    element.style.left = `${field.offsetLeft + field.clientLeft}px`;
    element.style.top = `${field.offsetTop + field.clientTop}px`;
    element.style.width = `${field.clientWidth}px`;
    element.style.height = `${field.clientHeight}px`;
    const word = /\S*$/.exec(before)?.[0] ?? "";
    const cut = before.length - (word.length > LONGEST_WORD ? 0 : word.length);
    this.#lead.data = before.slice(0, cut);
    this.#word.textContent = before.slice(cut);
    this.#ghost.textContent = ghost;
    element.hidden = false;
    this.scroll();
    const caret = this.#caret.getBoundingClientRect();
    const runsOn = this.#ghost.getBoundingClientRect().bottom > caret.bottom + caret.height / 2;
    if (after && runsOn) this.#ghost.textContent = "";
    return {
      caret,
      word: [...this.#word.getClientRects()].at(-1),
      ghosted: this.#ghost.textContent !== "",
    };
  }

  /** Follow the field when it scrolls. */
  scroll() {
    this.#text.style.transform = `translate(${-this.field.scrollLeft}px, ${-this.field.scrollTop}px)`;
  }

  hide() {
    this.element.hidden = true;
    this.#ghost.textContent = "";
  }

  remove() {
    this.element.remove();
  }
}
