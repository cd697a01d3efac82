/** Says whether suggestions are to be had, and if not, why and what happens next. */

/** A break that is over sooner than this is not worth a word. */
const PATIENCE_MS = 600;

/** @type {Record<string, string>} */
const ERRORS = {
  rate_limited: "A little too fast for the server. Suggestions follow in a moment.",
  model_timeout: "The language model took too long. The next keystroke asks again.",
  quota_exhausted: "Today’s allowance of suggestions is used up.",
};

/** @param {HTMLElement} field */
export function showStatus(field) {
  const line = /** @type {HTMLElement} */ (document.getElementById("status"));
  const words = /** @type {HTMLElement} */ (document.getElementById("status-text"));
  /** @type {number | undefined} */
  let later;

  /**
   * @param {"connecting" | "ready" | "trouble" | "off"} state
   * @param {string} text
   * @param {number} [after] ms
   */
  function say(state, text, after = 0) {
    const show = () => {
      clearTimeout(later);
      later = undefined;
      line.dataset.state = state;
      if (words.textContent !== text) words.textContent = text;
    };
    if (after) later ??= setTimeout(show, after);
    else show();
  }

  field.addEventListener("autocomplete:connection", (event) => {
    const { state, code } = /** @type {CustomEvent} */ (event).detail;
    if (state === "open") say("ready", "Ready");
    if (state === "idle") say("ready", "Paused. Type to go on.");
    if (state === "waiting") {
      const why = code === 4409 ? "Too many pages are connected." : "No connection to the server.";
      say("trouble", `${why} Your text is safe; trying again …`, PATIENCE_MS);
    }
    if (state === "refused") say("off", "The server refuses suggestions for this page.");
  });
  field.addEventListener("autocomplete:error", (event) => {
    const { code, message } = /** @type {CustomEvent} */ (event).detail;
    say("trouble", ERRORS[code] ?? message);
  });
  field.addEventListener("autocomplete:answered", () => say("ready", "Ready"));
}
