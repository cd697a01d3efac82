/**
 * What `textarea` and `input` have in common: a value, a selection in it, a greatest length.
 *
 * @typedef {import("./candidates.js").Snapshot} Snapshot
 */

import { Mirror } from "./mirror.js";

export class ValueField {
  /** @param {HTMLTextAreaElement | HTMLInputElement} element */
  constructor(element) {
    this.element = element;
    this.mirror = new Mirror(element);
    this.layer = this.mirror.element;
  }

  /** @returns {Snapshot | null} */
  read() {
    const { element } = this;
    const { value, selectionStart, selectionEnd, readOnly } = element;
    const root = /** @type {Document | ShadowRoot} */ (element.getRootNode());
    // A `fieldset` may disable the field without its own attribute.
    if (readOnly || root.activeElement !== element || element.matches(":disabled")) return null;
    const caret = selectionStart ?? 0;
    if (caret !== selectionEnd) return null;
    // Between the halves of a surrogate pair there is no place for text.
    if (/[\ud800-\udbff]/.test(value.charAt(caret - 1)) && /[\udc00-\udfff]/.test(value.charAt(caret))) {
      return null;
    }
    return { before: value.slice(0, caret), after: value.slice(caret) };
  }

  /** Browsers count `maxlength` in UTF-16 units, as JavaScript counts strings. */
  room() {
    const { maxLength, value } = this.element;
    return maxLength < 0 ? Infinity : maxLength - value.length;
  }

  /** @param {string} text */
  insert(text) {
    const { element } = this;
    this.#endUndoStep();
    const done = document.execCommand("insertText", false, text);
    this.#endUndoStep();
    if (done) return;
    const { selectionStart, selectionEnd } = element;
    element.setRangeText(text, selectionStart ?? 0, selectionEnd ?? 0, "end");
    element.dispatchEvent(
      new InputEvent("input", { bubbles: true, composed: true, inputType: "insertText", data: text }),
    );
  }

  /**
   * Chromium adds an insertion to the typing before it, and typing to the insertion, as one step of
   * undo, unless the selection changes in between.
   */
  #endUndoStep() {
    const { element } = this;
    const caret = element.selectionStart ?? 0;
    element.setSelectionRange(0, caret);
    element.setSelectionRange(caret, caret);
  }

  /**
   * @param {Snapshot} present
   * @param {string} ghost
   * @param {() => void} meanwhile
   */
  lay(present, ghost, meanwhile) {
    return this.mirror.lay(present, ghost, meanwhile);
  }

  remeasure() {
    this.mirror.remeasure();
  }

  clear() {
    this.mirror.hide();
  }
}
