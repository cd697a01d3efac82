/** Says whether suggestions are to be had, and if not, why and what happens next. */

/** A break that is over sooner than this is not worth a word. */
const PATIENCE_MS = 600;
/** An answer that takes longer than this deserves one: the model is starting, or busy. */
const SLOW_MS = 2000;

/** @type {Record<string, string>} */
const ERRORS = {
  rate_limited: "A little too fast for the server. Suggestions follow in a moment.",
  model_timeout: "The language model took too long. The next keystroke asks again.",
  quota_exhausted: "Today’s allowance of suggestions is used up. It begins anew at midnight, UTC.",
};

/** @param {HTMLTextAreaElement} field */
export function showStatus(field) {
  const line = /** @type {HTMLElement} */ (document.getElementById("status"));
  const words = /** @type {HTMLElement} */ (document.getElementById("status-text"));
  const request = /** @type {HTMLElement} */ (document.getElementById("status-request"));
  /** @type {number | undefined} */
  let later;
  /** @type {number | undefined} */
  let slow;
  let open = false;

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
      request.textContent = "";
    };
    if (after) later ??= setTimeout(show, after);
    else show();
  }

  function answered() {
    clearTimeout(slow);
    slow = undefined;
  }

  field.addEventListener("autocomplete:connection", (event) => {
    const { state, code } = /** @type {CustomEvent} */ (event).detail;
    open = state === "open";
    answered();
    if (state === "open") say("ready", "Ready");
    if (state === "idle") say("ready", "Paused. Type to go on.");
    if (state === "waiting") say("trouble", `${reason(code)} Your text is safe; trying again …`, PATIENCE_MS);
    if (state === "refused") say("off", "The server refuses suggestions for this page. The field works without.");
  });
  field.addEventListener("autocomplete:error", (event) => {
    const { code, message, requestId } = /** @type {CustomEvent} */ (event).detail;
    answered();
    say("trouble", ERRORS[code] ?? message);
    // What the server's log calls it.
    request.textContent = requestId ? `Request ${requestId}` : "";
  });
  field.addEventListener("autocomplete:answered", () => {
    answered();
    say("ready", "Ready");
  });
  field.addEventListener("input", () => {
    const asks = open && line.dataset.state === "ready";
    if (!asks || !field.value.slice(0, field.selectionStart).trim()) return;
    slow ??= setTimeout(() => say("connecting", "Waiting for the language model …"), SLOW_MS);
  });
  // Deferred scripts have all had their turn by then.
  addEventListener("DOMContentLoaded", () => {
    if ("Autocomplete" in window) return;
    say("off", "Suggestions could not be loaded. The field works without; reload the page to try again.");
  });
}

/** @param {number | undefined} code the socket's */
function reason(code) {
  if (!navigator.onLine) return "This device is offline.";
  return code === 4409 ? "Too many pages are connected." : "No connection to the server.";
}
