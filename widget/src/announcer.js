/** A polite live region: says what is there once typing pauses, never at every keystroke. */

const PAUSE_MS = 1400;

export class Announcer {
  /** @type {number | undefined} */
  #timer;

  constructor() {
    this.element = document.createElement("div");
    this.element.className = "autocomplete-announcer";
    this.element.ariaLive = "polite";
  }

  /** @param {string} sentence "" takes back what is not said yet */
  say(sentence) {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (!sentence) this.element.textContent = "";
    else this.#timer = setTimeout(() => (this.element.textContent = sentence), PAUSE_MS);
  }
}
