/**
 * What the rest of the client knows of a field, whatever kind it is; one module for each kind.
 *
 * @typedef {import("./candidates.js").Snapshot} Snapshot
 *
 * @typedef {object} Place all in the viewport's pixels
 * @property {DOMRect} caret
 * @property {DOMRect | undefined} word the word being typed, as far as it stands on the caret's line
 * @property {boolean} ghosted whether the ghost can be seen
 *
 * @typedef {object} Field
 * @property {HTMLElement} element
 * @property {HTMLElement} layer what the ghost is drawn on; stands behind the element in the page
 * @property {() => Snapshot | null} read what stands around the caret; null where nothing could be
 *   inserted at it
 * @property {() => number} room how many more characters the field may hold
 * @property {(text: string) => void} insert at the caret as if typed: one step for the browser's
 *   own undo, one `input` event for whoever listens
 * @property {(present: Snapshot, ghost: string, meanwhile: () => void) => Place} lay draw `ghost` ("" for
 *   none) at the caret; what else is to be written is written `meanwhile`, between two readings
 * @property {() => void} remeasure forget the field's style and size: they may have changed
 * @property {() => void} clear take the ghost away
 */

import { ContentEditable } from "./content_editable.js";
import { TextArea } from "./textarea.js";
import { TextInput } from "./text_input.js";

/** Passwords, addresses and numbers are nobody's business, and no model's. */
const INPUT_TYPES = ["text", "search"];

/**
 * @param {Element} element
 * @returns {Field}
 * @throws {TypeError} where it is no field that suggestions fit into
 */
export function fieldOf(element) {
  if (element.localName === "textarea") {
    return new TextArea(/** @type {HTMLTextAreaElement} */ (element));
  }
  if (element.localName === "input") {
    const input = /** @type {HTMLInputElement} */ (element);
    if (INPUT_TYPES.includes(input.type)) return new TextInput(input);
  } else if (/** @type {HTMLElement} */ (element).isContentEditable) {
    return new ContentEditable(/** @type {HTMLElement} */ (element));
  }
  throw new TypeError(
    "Autocomplete attaches to a textarea, an input of type text or search, or an element that is" +
      " contenteditable.",
  );
}
