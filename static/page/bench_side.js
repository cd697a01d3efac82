/** One profile's part of the bench: its list with tokens, its costs, its tree, what is not shown. */

import { difference } from "./bench_differences.js";
import { TreeFigure } from "./tree_figure.js";

/**
 * @typedef {[string, boolean][]} Pieces runs of letters, and signs for white space (true)
 * @typedef {{pieces: Pieces, logprob: string, prob: string, degree: string}} Token
 * @typedef {{pieces: Pieces, logprob: string, prob: string, bounds: string, score: string, share: string,
 *   end: string, source: string, tokens: Token[]}} Item
 * @typedef {{items: Item[], gate: string, models: string, ms: string, model_ms: string,
 *   evaluated_tokens: number, model_requests: number, covered: string, reused: boolean}} Inspection
 * @typedef {{pieces: Pieces, prob: string, why: string}} NotShown
 * @typedef {{name: string, final: boolean, failure: string, inspection: Inspection | null, texts: string[],
 *   ghost: number | null, left_out: NotShown[], all_left_out: number,
 *   tree: import("./tree_layout.js").TreeNode[]}} SideState
 */

const COSTS = /** @type {const} */ (["ms", "model_ms", "evaluated_tokens", "model_requests", "covered"]);
const SVG = "http://www.w3.org/2000/svg";

export class BenchSide {
  #root;
  #take;
  #tree;

  /**
   * @param {HTMLElement} place
   * @param {(text: string) => void} take
   */
  constructor(place, take) {
    const template = /** @type {HTMLTemplateElement} */ (document.getElementById("bench-side"));
    const copy = /** @type {DocumentFragment} */ (template.content.cloneNode(true));
    this.#root = /** @type {HTMLElement} */ (copy.querySelector(".bench-side"));
    this.#take = take;
    this.#tree = new TreeFigure(this.#part("figure"));
    place.append(copy);
  }

  remove() {
    this.#root.remove();
  }

  /**
   * @param {SideState} state
   * @param {SideState | null} other the side to compare with
   */
  show(state, other) {
    this.#part("name").textContent = state.name;
    this.#root.classList.toggle("waiting", !state.final && !state.failure);
    const { inspection } = state;
    const complaint = state.failure || inspection?.gate || "";
    this.#part("gate").textContent = complaint;
    this.#part("gate").hidden = !complaint;
    for (const cost of COSTS) this.#part(cost).textContent = inspection ? String(inspection[cost]) : "–";
    this.#part("origin").textContent = inspection ? origin(inspection) : "";
    const items = inspection?.items ?? [];
    this.#part("items").replaceChildren(...items.map((item, rank) => this.#item(item, rank, state, other)));
    // What explains a list comes with the final one; until then the older picture stays.
    if (state.final || state.failure) {
      this.#tree.show(state.tree);
      this.#showLeftOut(state);
    }
  }

  /**
   * @param {Item} item
   * @param {number} rank
   * @param {SideState} state
   * @param {SideState | null} other
   */
  #item(item, rank, state, other) {
    const take = make("button", "take", ...spelled(item.pieces));
    take.type = "button";
    take.title = "Insert at the caret";
    take.addEventListener("click", () => this.#take(state.texts[rank]));
    const head = make("p", "path-head", take);
    head.append(
      make("span", "path-logprob", unseen("log-probability "), item.logprob),
      make("span", "path-prob", unseen("probability "), item.prob),
    );
    const tokens = make("ul", "tokens", ...item.tokens.map(token));
    tokens.setAttribute("aria-label", "Tokens");
    const notes = [`score ${item.score}`, `before calibration ${item.bounds}`, item.end, item.source];
    const note = make("p", "path-note", notes.filter(Boolean).join(" · "));
    const marks = make("p", "marks");
    const differs = other?.inspection ? difference(state.texts, rank, other.texts) : null;
    if (differs) {
      const sign = make("span", "", differs.sign);
      sign.setAttribute("aria-hidden", "true");
      marks.append(make("span", `mark mark-${differs.kind}`, sign, ` ${differs.words}`));
    }
    if (state.ghost === rank) marks.append(make("span", "mark mark-ghost", "ghost text"));
    const line = make("li", "path", head, bar(item.share), tokens, note);
    if (marks.childNodes.length) head.after(marks);
    return line;
  }

  /** @param {SideState} state */
  #showLeftOut(state) {
    const shown = state.left_out.length;
    this.#part("left-out").hidden = !shown;
    this.#part("left-out-count").textContent =
      shown < state.all_left_out ? `the ${shown} most probable of ${state.all_left_out}` : String(shown);
    this.#part("left-out-rows").replaceChildren(
      ...state.left_out.map((one) => {
        const text = make("th", "", ...spelled(one.pieces));
        text.scope = "row";
        return make("tr", "", text, make("td", "", one.prob), make("td", "", one.why));
      }),
    );
  }

  /** @param {string} name */
  #part(name) {
    return /** @type {HTMLElement} */ (this.#root.querySelector(`[data-part="${name}"]`));
  }
}

/** @param {Inspection} inspection */
function origin(inspection) {
  return inspection.models + (inspection.reused ? " · carried on from the keystroke before" : "");
}

/** @param {Token} token */
function token({ pieces, prob, logprob, degree }) {
  return make(
    "li",
    `token degree-${degree}`,
    make("bdi", "token-text", ...spelled(pieces)),
    make("span", "token-prob", prob),
    make("span", "token-logprob", unseen("log-probability "), logprob),
  );
}

/** @param {string} share in per cent */
function bar(share) {
  const drawing = document.createElementNS(SVG, "svg");
  drawing.setAttribute("class", "path-bar");
  drawing.setAttribute("width", "100%");
  drawing.setAttribute("height", "4");
  drawing.setAttribute("aria-hidden", "true");
  for (const [name, width] of [
    ["path-rest", "100%"],
    ["path-share", `${share}%`],
  ]) {
    const part = document.createElementNS(SVG, "rect");
    part.setAttribute("class", name);
    part.setAttribute("width", width);
    part.setAttribute("height", "4");
    part.setAttribute("rx", "2");
    drawing.append(part);
  }
  return drawing;
}

/** @param {Pieces} pieces */
function spelled(pieces) {
  return pieces.map(([text, sign]) => (sign ? make("span", "sign", text) : text));
}

/** @param {string} text */
function unseen(text) {
  return make("span", "unseen", text);
}

/**
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {string} name of its class, if any
 * @param {...(Node | string)} content
 * @returns {HTMLElementTagNameMap[Tag]}
 */
function make(tag, name, ...content) {
  const made = document.createElement(tag);
  if (name) made.className = name;
  made.append(...content);
  return made;
}
