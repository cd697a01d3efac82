/**
 * The native text field: what it holds, and how text gets into it.
 *
 * @typedef {import("./candidates.js").Snapshot} Snapshot
 */

export class Field {
  /** @param {HTMLTextAreaElement} element */
  constructor(element) {
    this.element = element;
  }

  /** What stands around the caret; null where nothing could be inserted at it. @returns {Snapshot | null} */
  read() {
    const { element } = this;
    const { value, selectionStart: caret } = element;
    if (element.disabled || element.readOnly || document.activeElement !== element) return null;
    if (caret !== element.selectionEnd) return null;
    // Between the halves of a surrogate pair there is no place for text.
    if (/[\ud800-\udbff]/.test(value.charAt(caret - 1)) && /[\udc00-\udfff]/.test(value.charAt(caret))) {
      return null;
    }
    return { before: value.slice(0, caret), after: value.slice(caret) };
  }

  /** How many more characters the field may hold. */
  get room() {
    const { maxLength, value } = this.element;
    return maxLength < 0 ? Infinity : maxLength - value.length;
  }

  /**
   * Insert at the caret as if it had been typed: one step for the browser's own undo, one `input`
   * event for whoever listens.
   *
   * @param {string} text
   */
  insert(text) {
    const { element } = this;
    if (document.execCommand("insertText", false, text)) return;
    element.setRangeText(text, element.selectionStart, element.selectionEnd, "end");
    element.dispatchEvent(new InputEvent("input", { bubbles: true, inputType: "insertText", data: text }));
  }
}
