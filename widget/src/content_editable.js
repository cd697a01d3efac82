/**
 * An editable element of any make. Its text cannot be copied line by line as a plain field's can,
 * so the ghost is a paragraph of its own, as wide as the caret's, that begins at the caret.
 *
 * @typedef {import("./candidates.js").Snapshot} Snapshot
 * @typedef {import("./field.js").Place} Place
 * @typedef {object} Measured what stays while the caret stays in one element
 * @property {HTMLElement} parent whose letters the layer has
 * @property {HTMLElement} block whose lines the caret stands in
 * @property {number} left pixels of its border and padding
 * @property {number} right
 * @property {boolean} rightToLeft
 */

import { wordBefore } from "./candidates.js";
import { copyLetters, scaleOf, shift } from "./ghost_style.js";
import { textAround } from "./rendered_text.js";
import { textIn, write } from "./text_node.js";

export class ContentEditable {
  /**
   * Its margin is as wide as what stands before the caret: an indent is inherited, and for a padding
   * Chromium goes through the style sheet again, so they would cost more.
   */
  #indent = document.createElement("span");
  #ghost = document.createElement("span");
  #ghostText = textIn(this.#ghost);
  /** @type {Measured | null} */
  #measured = null;

  /** @param {HTMLElement} element */
  constructor(element) {
    this.element = element;
    this.layer = document.createElement("div");
    this.layer.className = "autocomplete-mirror autocomplete-paragraph";
    this.layer.ariaHidden = "true";
    this.layer.hidden = true;
    this.#ghost.className = "autocomplete-ghost";
    this.layer.append(this.#indent, this.#ghost);
  }

  /** The caret, or null while text is selected or it stands elsewhere. */
  #caret() {
    const { element } = this;
    const root = element.getRootNode();
    const selection = document.getSelection();
    if (!selection?.rangeCount) return null;
    // Only composed ranges reach into shadow roots; older browsers lack them. They take longer.
    const composed =
      root instanceof ShadowRoot && selection.getComposedRanges?.({ shadowRoots: [root] })[0];
    const range = composed || selection.getRangeAt(0);
    return range.collapsed && element.contains(range.startContainer) ? range : null;
  }

  /** @returns {Snapshot | null} */
  read() {
    const { element } = this;
    const root = /** @type {Document | ShadowRoot} */ (element.getRootNode());
    if (root.activeElement !== element || !element.isContentEditable) return null;
    if (element.ariaReadOnly === "true" || element.ariaDisabled === "true") return null;
    const caret = this.#caret();
    return caret && textAround(element, caret);
  }

  room() {
    return Infinity;
  }

  /** @param {string} text */
  insert(text) {
    this.#endUndoStep();
    const done = document.execCommand("insertText", false, text);
    this.#endUndoStep();
    const caret = this.#caret();
    if (done || !caret) return;
    const range = document.createRange();
    range.setStart(caret.startContainer, caret.startOffset);
    range.insertNode(document.createTextNode(text));
    range.collapse(false);
    const selection = document.getSelection();
    selection?.removeAllRanges();
    selection?.addRange(range);
    this.element.dispatchEvent(
      new InputEvent("input", { bubbles: true, composed: true, inputType: "insertText", data: text }),
    );
  }

  /** As in a plain field: what changes the selection ends what undo takes as one step. */
  #endUndoStep() {
    const caret = this.#caret();
    const selection = document.getSelection();
    if (!caret || !selection) return;
    const { startContainer, startOffset } = caret;
    selection.setBaseAndExtent(this.element, 0, startContainer, startOffset);
    selection.collapse(startContainer, startOffset);
  }

  /**
   * @param {Snapshot} present
   * @param {string} ghost
   * @param {() => void} meanwhile
   * @returns {Place}
   */
  lay({ after }, ghost, meanwhile) {
    const { layer } = this;
    const at = /** @type {StaticRange} */ (this.#caret());
    const caret = caretRect(at);
    const word = wordRect(at);
    const parent = /** @type {HTMLElement} */ (
      at.startContainer instanceof Element ? at.startContainer : at.startContainer.parentElement
    );
    const { block, ...edges } = this.#measure(parent);
    const frame = block.getBoundingClientRect();
    const scale = scaleOf(block, frame);
    const left = frame.left + edges.left * scale;
    const right = frame.right - edges.right * scale;
    // Before anything is written the caret costs only the layout that the keystroke itself asks for.
    meanwhile();
    layer.style.width = `${(right - left) / scale}px`;
    const indent = edges.rightToLeft ? right - caret.right : caret.left - left;
    this.#indent.style[edges.rightToLeft ? "marginRight" : "marginLeft"] = `${indent / scale}px`;
    write(this.#ghostText, ghost);
    layer.hidden = false;

    const own = layer.getBoundingClientRect();
    const lines = this.#ghost.getClientRects();
    if (lines.length) {
      const down = caret.top + caret.height / 2 - (lines[0].top + lines[0].height / 2);
      const runsOn = lines[lines.length - 1].bottom + down > caret.bottom + caret.height / 2;
      shift(layer, left - own.left, down);
      if (after && runsOn) write(this.#ghostText, "");
    }
    return { caret, word, ghosted: this.#ghostText.data !== "" };
  }

  /** @param {HTMLElement} parent */
  #measure(parent) {
    if (this.#measured?.parent === parent) return this.#measured;
    copyLetters(getComputedStyle(parent), this.layer);
    this.#indent.style.margin = "";
    const block = blockOf(parent, this.element);
    const style = getComputedStyle(block);
    const edge = (/** @type {"Left" | "Right"} */ side) =>
      parseFloat(style[`border${side}Width`]) + parseFloat(style[`padding${side}`]);
    const rightToLeft = style.direction === "rtl";
    return (this.#measured = { parent, block, left: edge("Left"), right: edge("Right"), rightToLeft });
  }

  remeasure() {
    this.#measured = null;
  }

  clear() {
    this.remeasure();
    this.layer.hidden = true;
    write(this.#ghostText, "");
  }
}

/** @param {StaticRange | Range} caret */
function caretRect({ startContainer, startOffset }) {
  const range = document.createRange();
  range.setStart(startContainer, startOffset);
  const rect = [...range.getClientRects()].at(-1);
  if (rect) return rect;
  // A caret between elements or in an empty one has no rectangle of its own.
  const before = startContainer.childNodes[startOffset - 1];
  const after = startContainer.childNodes[startOffset];
  const neighbour = before ?? after ?? startContainer;
  if (neighbour instanceof HTMLBRElement || neighbour instanceof Text) range.selectNode(neighbour);
  else range.selectNodeContents(neighbour);
  const found = [...range.getClientRects()].at(-1);
  if (found) return new DOMRect(before ? found.right : found.left, found.top, 0, found.height);
  const element = /** @type {Element} */ (startContainer);
  const { left, top } = element.getBoundingClientRect();
  const style = getComputedStyle(element);
  const height = parseFloat(style.lineHeight) || parseFloat(style.fontSize) * 1.2;
  return new DOMRect(left + parseFloat(style.paddingLeft), top + parseFloat(style.paddingTop), 0, height);
}

/** @param {StaticRange | Range} caret */
function wordRect({ startContainer, startOffset }) {
  if (!(startContainer instanceof Text)) return undefined;
  const word = wordBefore(startContainer.data.slice(0, startOffset));
  const range = document.createRange();
  range.setStart(startContainer, startOffset - word.length);
  range.setEnd(startContainer, startOffset);
  return [...range.getClientRects()].at(-1);
}

/**
 * @param {HTMLElement} element
 * @param {HTMLElement} host
 */
function blockOf(element, host) {
  let block = element;
  while (block !== host && /^(inline|contents)/.test(getComputedStyle(block).display)) {
    block = /** @type {HTMLElement} */ (block.parentElement);
  }
  return block;
}
