/** Puts an example's text into the field as one step of undo, with the caret behind it. */

/**
 * @param {HTMLTextAreaElement} field
 * @param {() => void} onPut called when the text stands in the field
 */
export function offerExamples(field, onPut) {
  for (const button of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".example"))) {
    button.addEventListener("click", () => {
      field.focus();
      field.select();
      // Old, but the only way that undo knows of; the widget asks, as it does for typing.
      document.execCommand("insertText", false, button.dataset.text);
      field.scrollTop = field.scrollHeight;
      onPut();
    });
  }
}
