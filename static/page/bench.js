/** The tuning bench: types with the form as it stands on the page, beside another profile. */

import { BenchSocket } from "./bench_socket.js";
import { showErrors } from "./bench_errors.js";
import { BenchSide } from "./bench_side.js";

/**
 * @typedef {import("./bench_side.js").SideState} SideState
 * @typedef {{type: "lists", id: number, sides: SideState[], errors: Record<string, string[]>}} Lists
 */

/** @param {string} id */
const byId = (id) => document.getElementById(id);

const bench = /** @type {HTMLElement} */ (byId("bench"));
const field = /** @type {HTMLTextAreaElement} */ (byId("bench-text"));
const context = /** @type {HTMLInputElement} */ (byId("bench-context"));
const compare = /** @type {HTMLSelectElement} */ (byId("bench-compare"));
const site = /** @type {HTMLSelectElement | null} */ (byId("bench-site"));
const status = /** @type {HTMLElement} */ (byId("bench-status"));
const places = /** @type {HTMLElement} */ (byId("bench-sides"));
const legend = /** @type {HTMLElement} */ (byId("bench-legend"));
const form = /** @type {HTMLFormElement | null} */ (byId(bench.dataset.form ?? ""));

/** @type {BenchSide[]} */
const sides = [];
let newest = 0;
let begun = false;
/** What was last asked, so that events without news ask nothing. */
let asked = "";

const socket = new BenchSocket({
  answered: (frame) => {
    if (frame.type === "lists" && frame.id === newest) show(/** @type {Lists} */ (frame));
    if (frame.type === "error") stopped(frame.message);
    if (frame.type === "error" && frame.retry_after_ms) setTimeout(askAgain, frame.retry_after_ms);
  },
  lost: stopped,
  opened: askAgain,
});

function ask() {
  begun = true;
  const caret = field.selectionStart;
  const question = {
    text: field.value.slice(0, caret),
    after: field.value.slice(field.selectionEnd),
    context: context.value,
    form: form ? values(form) : null,
    draft: bench.dataset.draft ? Number(bench.dataset.draft) : null,
    compare: compare.value,
    site: site?.value ?? "",
  };
  const now = JSON.stringify(question);
  if (now === asked) return;
  asked = now;
  newest += 1;
  places.setAttribute("aria-busy", "true");
  socket.send(JSON.stringify({ type: "input", id: newest, ...question }));
}

/** Before anybody has typed here, the bench costs nothing. */
function askIfBegun() {
  if (begun) ask();
}

function askAgain() {
  asked = "";
  askIfBegun();
}

/**
 * The form as a browser would post it, without the token that is nobody else's business.
 * @param {HTMLFormElement} source
 */
function values(source) {
  const posted = new URLSearchParams();
  for (const [name, value] of new FormData(source)) {
    if (typeof value === "string" && name !== "csrfmiddlewaretoken") posted.append(name, value);
  }
  return posted.toString();
}

/** @param {Lists} frame */
function show(frame) {
  while (sides.length > frame.sides.length) sides.pop()?.remove();
  while (sides.length < frame.sides.length) sides.push(new BenchSide(places, take));
  places.classList.toggle("compared", sides.length > 1);
  legend.hidden = false;
  frame.sides.forEach((state, at) => {
    const other = frame.sides.length > 1 ? frame.sides[1 - at] : null;
    sides[at].show(state, other);
  });
  if (frame.sides.every((side) => side.final || side.failure)) places.setAttribute("aria-busy", "false");
  const complaints = form ? showErrors(form, frame.errors) : Object.values(frame.errors).flat();
  if (complaints.length) say(`Not used, so that the last good values count: ${complaints.join(" ")}`);
  else if (frame.sides.every((side) => side.final)) say(summary(frame.sides[0]));
}

/** @param {SideState} side */
function summary(side) {
  const [first] = side.texts;
  if (first === undefined) return side.failure || side.inspection?.gate || "No suggestion.";
  return `${side.texts.length} suggestions, “${first.trim()}” first.`;
}

/** @param {string} why nothing more comes for what was last asked */
function stopped(why) {
  places.setAttribute("aria-busy", "false");
  say(why);
}

/** @param {string} text */
function say(text) {
  if (status.textContent !== text) status.textContent = text;
}

/**
 * Inserts a suggestion at the caret, as taking it does elsewhere.
 * @param {string} text
 */
function take(text) {
  field.setRangeText(text, field.selectionStart, field.selectionEnd, "end");
  field.focus();
  ask();
}

for (const event of ["focus", "input", "keyup", "click"]) field.addEventListener(event, ask);
context.addEventListener("input", askIfBegun);
for (const choice of [compare, site]) choice?.addEventListener("change", askIfBegun);
for (const event of ["input", "change"]) form?.addEventListener(event, askIfBegun);
