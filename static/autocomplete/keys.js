/**
 * What a key press asks of the suggestions; null leaves the key to the browser and the page.
 *
 * @typedef {{name: "take" | "word" | "hide" | "enter" | "ask"}
 *   | {name: "move" | "cycle", by: 1 | -1} | {name: "pick", index: number}} Intent
 * @typedef {{shown: boolean, ghost: boolean, entered: boolean, rightToLeft: boolean}} Showing
 *   `shown`: the list is open; `ghost`: ghost text is visible; `entered`: the person is in the list
 */

/**
 * @param {KeyboardEvent} event
 * @param {Showing} showing
 * @returns {Intent | null}
 */
export function intent(event, { shown, ghost, entered, rightToLeft }) {
  const { key, code, altKey, ctrlKey, metaKey, shiftKey } = event;
  // AltGr types characters: on many keyboards "[" is one of them.
  if (metaKey || shiftKey || event.getModifierState("AltGraph")) return null;
  if (ctrlKey && !altKey && code === "Space") return { name: "ask" };
  if (!shown) return null;
  if (ctrlKey || altKey) {
    if (ctrlKey && altKey) return null;
    if (ghost && key === (rightToLeft ? "ArrowLeft" : "ArrowRight")) return { name: "word" };
    if (ctrlKey) return null;
    if (key === "ArrowDown") return { name: "enter" };
    if (key === "]" || code === "BracketRight") return { name: "cycle", by: 1 };
    if (key === "[" || code === "BracketLeft") return { name: "cycle", by: -1 };
    const digit = /^Digit([1-9])$/.exec(code);
    return digit && { name: "pick", index: Number(digit[1]) - 1 };
  }
  if (key === "Escape") return { name: "hide" };
  if (key === "Tab") return ghost ? { name: "take" } : null;
  if (!entered) return null;
  if (key === "Enter") return { name: "take" };
  if (key === "ArrowDown") return { name: "move", by: 1 };
  if (key === "ArrowUp") return { name: "move", by: -1 };
  return null;
}
