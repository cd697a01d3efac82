/** The picture of a searched tree, with its legend and the same as a list. */

import { COLUMN, layOut } from "./tree_layout.js";
import { TreeView } from "./tree_view.js";

/**
 * @typedef {import("./tree_layout.js").Placed} Placed
 * @typedef {import("./tree_layout.js").State} State
 * @typedef {import("./tree_layout.js").TreeNode} TreeNode
 */

const SVG = "http://www.w3.org/2000/svg";
const LONGEST_LABEL = 14;

/** @type {Record<State, string>} what became of a path */
const STATES = {
  asked: "the model was asked what follows",
  open: "open: it is followed next if the budget allows",
  light: "pruned: lighter than expand_share",
  complete: "closed: as many words as a suggestion may have",
  others: "all that is not drawn",
};

export class TreeFigure {
  #figure;
  #view;

  /** @param {HTMLElement} figure */
  constructor(figure) {
    this.#figure = figure;
    this.#view = new TreeView(this.#part("window"), figure.querySelectorAll("[data-zoom]"));
    this.#part("tree-legend").replaceChildren(...legend());
  }

  /** @param {TreeNode[]} nodes */
  show(nodes) {
    const laidOut = layOut(nodes);
    this.#figure.hidden = !laidOut;
    if (!laidOut) return;
    const drawing = draw("svg", { "aria-hidden": "true", focusable: "false" });
    drawing.append(...laidOut.all.flatMap(links), ...laidOut.all.map(mark), ...laidOut.all.map(label));
    this.#view.show(drawing, laidOut.width, laidOut.height, laidOut.root.y);
    const list = document.createElement("ul");
    list.append(entry(laidOut.root));
    this.#part("tree-list").replaceChildren(list);
  }

  /** @param {string} name */
  #part(name) {
    return /** @type {HTMLElement} */ (this.#figure.querySelector(`[data-part="${name}"]`));
  }
}

/** @param {number} share */
const radius = (share) => 3 + 8 * Math.sqrt(Math.min(1, share));

/** @param {Placed} placed */
function links({ x, y, children }) {
  return children.map((child) => {
    const middle = x + COLUMN * 0.55;
    const path = `M ${x} ${y} C ${middle} ${y} ${middle} ${child.y} ${child.x} ${child.y}`;
    const width = String(0.75 + 6 * child.node.share);
    return draw("path", { class: "tree-link", d: path, "stroke-width": width });
  });
}

/** @param {Placed} placed */
function mark({ node, x, y }) {
  const group = draw("g", { class: `tree-node tree-${node.state}${node.rank === null ? "" : " tree-suggested"}` });
  const title = draw("title", {});
  title.textContent = told(node);
  group.append(title, ...shape(node.state, x, y, radius(node.share)));
  return group;
}

/**
 * Each state by a form of its own, whatever the colours.
 * @param {State} state
 * @param {number} x
 * @param {number} y
 * @param {number} r
 */
function shape(state, x, y, r) {
  if (state === "complete") {
    return [draw("rect", { x: `${x - r}`, y: `${y - r}`, width: `${2 * r}`, height: `${2 * r}` })];
  }
  if (state === "others") {
    return [-4, 0, 4].map((at) => draw("circle", { cx: `${x + at}`, cy: `${y}`, r: "1.5" }));
  }
  const circle = draw("circle", { cx: `${x}`, cy: `${y}`, r: `${r}` });
  if (state !== "light") return [circle];
  const half = Math.max(4, r * 0.7);
  return [circle, draw("path", { d: `M ${x - half} ${y + half} L ${x + half} ${y - half}` })];
}

/** @param {Placed} placed */
function label({ node, x, y, children }) {
  const r = node.state === "others" ? 8 : radius(node.share);
  // Beside a node with children run their links, so its label stands above.
  const at = children.length ? { x: `${x}`, y: `${y - r - 4}` } : { x: `${x + r + 5}`, y: `${y + 4}` };
  const middle = children.length && node.parent !== null ? "middle" : "start";
  const text = draw("text", { ...at, class: `tree-label tree-label-${node.state}`, "text-anchor": middle });
  const rank = draw("tspan", { class: "tree-rank" });
  rank.textContent = node.rank === null ? "" : `${node.rank + 1}. `;
  const share = draw("tspan", { class: "tree-share" });
  share.textContent = ` ${node.percent}`;
  text.append(rank, name(node, LONGEST_LABEL), share);
  return text;
}

/**
 * @param {TreeNode} node
 * @param {number} [longest]
 */
function name(node, longest = Infinity) {
  if (node.parent === null) return "start";
  if (node.state === "others") return node.hidden ? `${node.hidden} more` : "unseen";
  const characters = [...node.label];
  return characters.length > longest ? `${characters.slice(0, longest - 1).join("")}…` : node.label;
}

/** @param {TreeNode} node */
function told(node) {
  if (node.parent === null) return "start, behind the text in front of the cut";
  if (node.state === "others") return `${name(node)}: ${node.percent}; ${STATES.others}`;
  const suggested = node.rank === null ? "" : `; suggestion ${node.rank + 1} ends here`;
  return `${node.spelled}: ${node.percent}, log-probability ${node.logprob}; ${STATES[node.state]}${suggested}`;
}

/**
 * @param {Placed} placed
 * @returns {HTMLLIElement}
 */
function entry({ node, children }) {
  const line = document.createElement("li");
  line.textContent = told(node);
  if (children.length) {
    const list = document.createElement("ul");
    list.append(...children.map(entry));
    line.append(list);
  }
  return line;
}

function legend() {
  const states = /** @type {[State, string][]} */ (Object.entries(STATES));
  return [...states.map(([state, words]) => key(state, words, "")), key("light", "a suggestion ends here", " tree-suggested")];
}

/**
 * @param {State} state
 * @param {string} words
 * @param {string} suggested
 */
function key(state, words, suggested) {
  const line = document.createElement("li");
  const drawing = draw("svg", { width: "20", height: "16", "aria-hidden": "true" });
  const group = draw("g", { class: `tree-node tree-${state}${suggested}` });
  group.append(...(suggested ? ring() : shape(state, 10, 8, 5)));
  drawing.append(group);
  line.append(drawing, ` ${words}`);
  return line;
}

function ring() {
  const text = draw("text", { class: "tree-label tree-rank", x: "2", y: "13" });
  text.textContent = "1.";
  return [text];
}

/**
 * @template {keyof SVGElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string>} attributes
 */
function draw(tag, attributes) {
  const drawn = document.createElementNS(SVG, tag);
  for (const [attribute, value] of Object.entries(attributes)) drawn.setAttribute(attribute, value);
  return drawn;
}
