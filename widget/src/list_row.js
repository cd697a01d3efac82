/**
 * One suggestion in the list: its digit, the word, its probability as bar and number.
 *
 * @typedef {{typed: string, rest: string, prob: number, source: string}} Content `typed` is the part of
 *   the word that stands in the field already, `rest` what taking the row would insert, `source` who
 *   suggests it: the style sheet marks what is not the model's
 */

import { textIn, write } from "./text_node.js";

export class ListRow {
  #text = part("text");
  #typed = textIn(document.createElement("span"));
  #rest = part("rest");
  #restText = textIn(this.#rest);
  #bar = document.createElement("span");
  #prob = part("prob");
  #probText = textIn(this.#prob);

  /**
   * @param {string} id
   * @param {number} digit of the chord that takes it
   */
  constructor(id, digit) {
    const row = (this.element = document.createElement("div"));
    row.id = id;
    row.className = "autocomplete-row";
    row.role = "option";
    const number = part("digit");
    number.textContent = String(digit);
    const bar = part("bar");
    bar.append(this.#bar);
    number.ariaHidden = bar.ariaHidden = "true";
    // Both halves of the word in one direction, that of their own letters.
    this.#text.setAttribute("dir", "auto");
    const typed = part("typed");
    typed.append(/** @type {Element} */ (this.#typed.parentElement));
    this.#text.append(typed, this.#rest);
    row.append(number, this.#text, bar, this.#prob);
  }

  /**
   * @param {Content} content
   * @param {boolean} current its text is the ghost
   * @param {boolean} entered the person moves in the list
   */
  fill({ typed, rest, prob, source }, current, entered) {
    write(this.#typed, /^\s/.test(rest) ? "" : typed);
    write(this.#restText, rest.replace(/^ /, "").replace(/\n/g, "↵"));
    write(this.#probText, percent(prob));
    if (this.element.dataset.source !== source) this.element.dataset.source = source;
    this.#bar.style.transform = `scaleX(${prob})`;
    this.#text.classList.remove("autocomplete-crowded");
    // Writing an attribute costs a new look at its styles even where it stays the same.
    const selected = String(current && entered);
    this.element.classList.toggle("autocomplete-current", current);
    if (this.element.ariaSelected !== selected) this.element.ariaSelected = selected;
  }

  /** Shorten the typed half where the word is too long for the row; in Japanese it may be a sentence. */
  makeRoom() {
    if (this.#text.scrollWidth > this.#text.clientWidth) this.#text.classList.add("autocomplete-crowded");
  }
}

/** @param {string} name */
function part(name) {
  const span = document.createElement("span");
  span.className = `autocomplete-${name}`;
  return span;
}

/**
 * A probability as people read it: 63 %, 4.2 %, 0.3 %, < 0.1 %.
 *
 * @param {number} prob 0 to 1
 */
export function percent(prob) {
  const value = prob * 100;
  if (value < 0.1) return "< 0.1 %";
  return `${value < 9.95 ? value.toFixed(1) : value.toFixed(0)} %`;
}
