/**
 * The text of an editable element as a reader sees it, on either side of a caret: lines for blocks
 * and `br`, and one space for what the browser collapses into one.
 *
 * @typedef {import("./candidates.js").Snapshot} Snapshot
 */

class Reader {
  #text = "";
  #caret = -1;
  #newLine = false;

  /**
   * @param {Node} node where the caret stands …
   * @param {number} offset … and how far in it
   */
  constructor(node, offset) {
    this.node = node;
    this.offset = offset;
  }

  /** @param {Element} element */
  read(element) {
    const style = getComputedStyle(element);
    if (style.display === "none") return;
    const block = !/^(inline|contents)/.test(style.display);
    const preserved = /pre|break-spaces/.test(style.whiteSpace);
    this.#newLine ||= block;
    element.childNodes.forEach((child, index) => {
      if (element === this.node && index === this.offset) this.#mark();
      if (child instanceof Text) this.#readText(child, preserved);
      else if (child instanceof HTMLBRElement) this.#add("\n");
      else if (child instanceof Element) this.read(child);
    });
    if (element === this.node && this.offset >= element.childNodes.length) this.#mark();
    this.#newLine ||= block;
  }

  /** @returns {Snapshot | null} null where the caret was not met */
  get snapshot() {
    if (this.#caret < 0) return null;
    // A space at the end of a line is kept as one that does not break; it is a space all the same.
    const plain = (/** @type {string} */ text) => text.replaceAll("\u00a0", " ");
    return {
      before: plain(this.#text.slice(0, this.#caret)),
      after: plain(this.#text.slice(this.#caret)).replace(/^ +(?=\n|$)/, ""),
    };
  }

  /**
   * @param {Text} text
   * @param {boolean} preserved
   */
  #readText(text, preserved) {
    const cut = text === this.node ? this.offset : -1;
    const take = (/** @type {string} */ part) => {
      if (preserved) return this.#add(part);
      // To look is far cheaper than to replace, and there is seldom anything to collapse.
      const collapsed = /[\t\n\r]|  /.test(part) ? part.replace(/[ \t\n\r]+/g, " ") : part;
      const atEdge = this.#newLine || ["", " ", "\n"].includes(this.#text.slice(-1));
      this.#add(atEdge ? collapsed.replace(/^ /, "") : collapsed);
    };
    take(text.data.slice(0, cut < 0 ? undefined : cut));
    if (cut < 0) return;
    this.#mark();
    take(text.data.slice(cut));
  }

  /** @param {string} part */
  #add(part) {
    if (!part) return;
    this.#breakLine();
    this.#text += part;
  }

  #mark() {
    this.#breakLine();
    this.#caret = this.#text.length;
  }

  #breakLine() {
    if (this.#newLine && this.#text && !this.#text.endsWith("\n")) this.#text += "\n";
    this.#newLine = false;
  }
}

/**
 * @param {Element} element
 * @param {{startContainer: Node, startOffset: number}} caret
 */
export function textAround(element, { startContainer, startOffset }) {
  const reader = new Reader(startContainer, startOffset);
  reader.read(element);
  return reader.snapshot;
}
