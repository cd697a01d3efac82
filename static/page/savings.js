/** Counts the keystrokes that suggestions saved: each one taken costs a key. */

/** @param {HTMLTextAreaElement} field */
export function showSavings(field) {
  const share = /** @type {HTMLElement} */ (document.getElementById("saved-share"));
  const count = /** @type {HTMLElement} */ (document.getElementById("saved-count"));
  let typed = 0;
  let taken = 0;
  let accepts = 0;
  /** What the last `input` event brought; it turns out to be no typing if `accepted` follows. */
  let last = 0;

  function show() {
    const saved = taken - accepts;
    const characters = typed + taken;
    share.textContent = saved ? `${Math.round((100 * saved) / characters)} %` : "";
    count.textContent = saved
      ? `${saved} of ${characters} keystrokes saved`
      : "No keystrokes saved yet";
  }

  field.addEventListener("input", (event) => {
    const { inputType, data } = /** @type {InputEvent} */ (event);
    last = inputType === "insertLineBreak" ? 1 : inputType === "insertText" ? [...(data ?? "")].length : 0;
    typed += last;
    if (!field.value) typed = taken = accepts = 0;
    show();
  });
  field.addEventListener("compositionend", (event) => {
    typed += [...event.data].length;
  });
  field.addEventListener("autocomplete:accepted", (event) => {
    typed -= last;
    taken += [.../** @type {CustomEvent} */ (event).detail.text].length;
    accepts += 1;
    show();
  });
}
