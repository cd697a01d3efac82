/**
 * Counts what suggestions saved: characters less keystrokes, over characters (docs/evaluation.md).
 *
 * Whatever a key or a tap does to the text is one keystroke: a character, a suggestion taken, a
 * deletion, an undo. Characters are those that stand in the field, except pasted and example ones.
 */

const BROUGHT = ["insertFromPaste", "insertFromDrop", "insertFromYank"];

/**
 * @param {HTMLTextAreaElement} field
 * @returns {{startHere: () => void}} `startHere` leaves what stands in the field out of the count
 */
export function showSavings(field) {
  const share = /** @type {HTMLElement} */ (document.getElementById("saved-share"));
  const count = /** @type {HTMLElement} */ (document.getElementById("saved-count"));
  let keystrokes = 0;
  /** Characters in the field that nobody typed. */
  let brought = 0;
  let length = lengthOf(field);

  function show() {
    const characters = length - brought;
    const saved = characters - keystrokes;
    share.textContent = saved > 0 ? `${Math.round((100 * saved) / characters)} % saved` : "";
    count.textContent =
      characters || keystrokes
        ? `${plural(characters, "character")}, ${plural(keystrokes, "keystroke")}`
        : "Nothing typed yet";
  }

  function startHere() {
    length = brought = lengthOf(field);
    keystrokes = 0;
    show();
  }

  field.addEventListener("input", (event) => {
    const { inputType } = /** @type {InputEvent} */ (event);
    const now = lengthOf(field);
    if (!now) return startHere();
    if (BROUGHT.includes(inputType)) brought += Math.max(0, now - length);
    else keystrokes += 1;
    brought = Math.min(brought, now);
    length = now;
    show();
  });
  // A browser may have kept the text of a page that it shows again.
  startHere();
  return { startHere };
}

/** @param {HTMLTextAreaElement} field in characters as people count them, not in UTF-16 units */
function lengthOf({ value }) {
  return [...value].length;
}

/**
 * @param {number} number
 * @param {string} noun
 */
function plural(number, noun) {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}
