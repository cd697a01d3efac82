/** Where the nodes of a searched tree stand: one column a token, one row a leaf. */

/**
 * @typedef {"asked" | "open" | "light" | "complete" | "others"} State
 * @typedef {{parent: number | null, label: string, spelled: string, logprob: string, percent: string,
 *   share: number, state: State, hidden: number, rank: number | null}} TreeNode
 * @typedef {{node: TreeNode, x: number, y: number, children: Placed[]}} Placed
 */

export const COLUMN = 150;
export const ROW = 26;
const MARGIN = 24;

/**
 * @param {TreeNode[]} nodes each behind its parent
 * @returns {{root: Placed, all: Placed[], width: number, height: number} | null} null for no nodes
 */
export function layOut(nodes) {
  /** @type {Placed[]} */
  const all = nodes.map((node) => ({ node, x: MARGIN, y: 0, children: [] }));
  if (!all.length) return null;
  for (const placed of all) {
    if (placed.node.parent === null) continue;
    const parent = all[placed.node.parent];
    placed.x = parent.x + COLUMN;
    parent.children.push(placed);
  }
  let row = 0;
  /** @param {Placed} placed */
  const settle = (placed) => {
    placed.children.forEach(settle);
    if (!placed.children.length) placed.y = MARGIN + ROW * row++;
    else placed.y = (placed.children[0].y + placed.children[placed.children.length - 1].y) / 2;
  };
  settle(all[0]);
  const deepest = Math.max(...all.map((placed) => placed.x));
  return { root: all[0], all, width: deepest + COLUMN, height: 2 * MARGIN + ROW * Math.max(0, row - 1) };
}
