/** What differs between two lists of suggestions on the same text. */

/**
 * @typedef {{kind: "higher" | "lower" | "only", sign: string, words: string}} Difference
 */

/**
 * Says of the suggestion at a rank where the other list has it.
 * @param {string[]} texts
 * @param {number} rank
 * @param {string[]} others
 * @returns {Difference | null} null where both have it in the same place
 */
export function difference(texts, rank, others) {
  const other = others.indexOf(texts[rank]);
  if (other < 0) return { kind: "only", sign: "+", words: "only here" };
  if (other === rank) return null;
  const places = Math.abs(other - rank);
  return other > rank
    ? { kind: "higher", sign: "▲", words: `${places} higher here` }
    : { kind: "lower", sign: "▼", words: `${places} lower here` };
}
