/** Opens the help on keys over the text instead of leaving the page; links elsewhere still work. */

export function openKeyboardHelpInPlace() {
  const link = /** @type {HTMLAnchorElement} */ (document.getElementById("keyboard-link"));
  const dialog = /** @type {HTMLDialogElement} */ (document.getElementById("keyboard"));
  link.setAttribute("aria-haspopup", "dialog");
  link.addEventListener("click", (event) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    dialog.showModal();
  });
  dialog.addEventListener("click", (event) => {
    // The backdrop belongs to the dialog itself; its content fills all of the box but the padding.
    if (event.target !== dialog) return;
    const { left, right, top, bottom } = dialog.getBoundingClientRect();
    const { clientX: x, clientY: y } = event;
    if (x < left || x > right || y < top || y > bottom) dialog.close();
  });
}
