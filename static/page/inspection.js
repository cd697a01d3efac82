/** Has the server show the last frame's tokens and costs, once typing pauses. */

const PAUSE_MS = 120;

/** @param {HTMLElement} field */
export function showInspection(field) {
  const panel = /** @type {HTMLElement} */ (document.getElementById("inspection"));
  /** @type {object | null} */
  let frame = null;
  /** @type {number | undefined} */
  let pause;

  field.addEventListener("autocomplete:answered", (event) => {
    const answer = /** @type {CustomEvent} */ (event).detail.frame;
    if (!answer.final) return;
    frame = answer;
    clearTimeout(pause);
    pause = setTimeout(() => panel.dispatchEvent(new Event("inspect")), PAUSE_MS);
  });
  panel.addEventListener("htmx:configRequest", (event) => {
    /** @type {CustomEvent} */ (event).detail.parameters.frame = JSON.stringify(frame);
  });
  for (const failure of ["htmx:responseError", "htmx:sendError"]) {
    panel.addEventListener(failure, () => panel.classList.add("outdated"));
  }
  panel.addEventListener("htmx:afterSwap", () => panel.classList.remove("outdated"));
}
