/**
 * What a key press asks of the suggestions; null leaves the key to the browser and the page.
 *
 * A chord is written as "Alt+BracketRight": modifiers, then the key as `KeyboardEvent.key` or
 * `.code` names it. "Digit" stands for 1 to 9.
 *
 * @typedef {"take" | "word" | "next" | "previous" | "pick" | "enter" | "down" | "up" | "choose"
 *   | "hide" | "ask"} Action
 * @typedef {{action: Action, index: number}} Intent `index` is that of a digit, from 0
 * @typedef {Record<Action, string[]>} Keys
 * @typedef {{shown: boolean, ghost: boolean, entered: boolean, rightToLeft: boolean}} Showing
 *   `shown`: the list is open; `ghost`: ghost text is visible; `entered`: the person is in the list
 */

/** @type {Keys} */
const DEFAULTS = {
  take: ["Tab"],
  word: ["Ctrl+ArrowRight", "Alt+ArrowRight"],
  // By place and by letter: where brackets are typed with AltGr, the place still has a key.
  next: ["Alt+BracketRight", "Alt+]"],
  previous: ["Alt+BracketLeft", "Alt+["],
  pick: ["Alt+Digit"],
  enter: ["Alt+ArrowDown"],
  down: ["ArrowDown"],
  up: ["ArrowUp"],
  choose: ["Enter"],
  hide: ["Escape"],
  ask: ["Ctrl+Space"],
};
/** A person who cannot leave by Shift+Tab is trapped. */
const NEVER = "Shift+Tab";
const MODIFIERS = /** @type {const} */ (["Ctrl", "Alt", "Shift", "Meta"]);
const MIRRORED = new Map([["ArrowLeft", "ArrowRight"], ["ArrowRight", "ArrowLeft"]]);

/**
 * @param {false | Partial<Record<Action, string | string[] | false>>} [wanted] chords in place of
 *   the usual ones; false for none
 * @returns {Keys}
 * @throws {TypeError} for an action that does not exist, and for Shift+Tab
 */
export function keysOf(wanted = {}) {
  const keys = { ...DEFAULTS };
  const changes = wanted || Object.fromEntries(Object.keys(DEFAULTS).map((action) => [action, false]));
  for (const [action, chords] of Object.entries(changes)) {
    if (!(action in DEFAULTS)) {
      throw new TypeError(`Autocomplete has no key for "${action}", only ${Object.keys(DEFAULTS).join(", ")}.`);
    }
    const list = chords ? [chords].flat() : [];
    if (list.includes(NEVER)) throw new TypeError(`Autocomplete leaves ${NEVER} to the browser.`);
    keys[/** @type {Action} */ (action)] = list;
  }
  return keys;
}

/**
 * @param {KeyboardEvent} event
 * @param {string} chord
 * @param {boolean} mirrored arrows mean the other side
 */
function matches(event, chord, mirrored) {
  const key = (mirrored && MIRRORED.get(event.key)) || event.key;
  // Most keys are none of these, and every key comes by here.
  if (![key, event.code, "Digit"].some((name) => chord.endsWith(name))) return false;
  const parts = chord.split("+");
  // "+" itself as the key leaves two empty parts.
  const name = parts.pop() || "+";
  const given = { Ctrl: event.ctrlKey, Alt: event.altKey, Shift: event.shiftKey, Meta: event.metaKey };
  if (MODIFIERS.some((modifier) => given[modifier] !== parts.includes(modifier))) return false;
  if (name === "Digit") return /^Digit[1-9]$/.test(event.code);
  return name === key || name === event.code;
}

/**
 * @param {KeyboardEvent} event
 * @param {Keys} keys
 * @param {Showing} showing
 * @returns {Intent | null}
 */
export function intent(event, keys, { shown, ghost, entered, rightToLeft }) {
  // AltGr types characters: on many keyboards "[" is one of them.
  if (event.getModifierState("AltGraph")) return null;
  /** @type {[Action, boolean][]} what is possible now, the narrowest meaning first */
  const possible = [
    ["down", entered],
    ["up", entered],
    ["choose", entered],
    ["take", ghost],
    ["word", ghost],
    ["next", shown],
    ["previous", shown],
    ["pick", shown],
    ["enter", shown],
    ["hide", shown],
    ["ask", true],
  ];
  for (const [action, now] of possible) {
    const mirrored = rightToLeft && action === "word";
    if (now && keys[action].some((chord) => matches(event, chord, mirrored))) {
      return { action, index: Number(event.code.replace("Digit", "")) - 1 };
    }
  }
  return null;
}

/**
 * A chord for people's ears: "Alt and 1".
 *
 * @param {string} chord
 */
export function spoken(chord) {
  return chord.replace("Digit", "1").replaceAll("+", " and ");
}
