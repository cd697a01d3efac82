/**
 * Which suggestions fit the text that stands in the field now.
 *
 * A candidate holds the whole text that would stand before the caret after taking it. So typing
 * the suggestion's own next characters uses it up with no need to ask the server, and a frame that
 * arrives late is judged by the same comparison.
 *
 * @typedef {{before: string, after: string}} Snapshot what stands on either side of the caret
 * @typedef {{id: number, rank: number, prob: number, source: string, whole: string, asked: Snapshot}} Candidate
 */

/**
 * @param {{id: number, items: {text: string, prob: number, source: string}[]}} frame
 * @param {Snapshot} asked the field when the frame's question was asked
 * @returns {Candidate[]}
 */
export function candidatesOf({ id, items }, asked) {
  return items.map(({ text, prob, source }, rank) => ({
    id, rank, prob, source, whole: asked.before + text, asked,
  }));
}

/**
 * @param {Candidate} candidate
 * @param {Snapshot} present
 * @param {number} room how many more characters the field may hold
 */
export function fits({ whole, asked }, { before, after }, room) {
  return (
    after === asked.after &&
    before.length >= asked.before.length &&
    before.length < whole.length &&
    whole.length - before.length <= room &&
    whole.startsWith(before)
  );
}

/**
 * Which candidate the server means for ghost text; null for none, only the list.
 *
 * @param {number | null | undefined} rank of it; a server that does not say means the first
 * @param {Candidate[]} fresh all fit the present text; at least one
 */
export function meantForGhost(rank, fresh) {
  return rank === null ? null : (fresh.find((each) => each.rank === rank) ?? fresh[0]);
}

/**
 * The candidate to show as ghost text once a new frame is in; null for none.
 *
 * A refinement (same id) never turns a shown ghost into another one, nor does any frame while the
 * person holds on to the one they chose. The first answer to a further keystroke may, but only for
 * one at least twice as probable: two candidates that both fit keep the ratio of their
 * probabilities, so anything less is the search looking a little further, not news.
 *
 * @param {Candidate | null} shown fits the present text
 * @param {Candidate[]} fresh all fit the present text; at least one
 * @param {Candidate | null} meant the one of them that the server means for ghost text
 * @param {boolean} held
 */
export function nextGhost(shown, fresh, meant, held) {
  if (!shown) return meant;
  const again = fresh.find(({ whole }) => whole === shown.whole);
  if (held || fresh[0].id === shown.id) return again ?? shown;
  return again && meant && again.prob * 2 >= meant.prob ? again : meant;
}

/**
 * The first word of a continuation, with the white space in front of it; all of it if it has none.
 *
 * @param {string} text
 */
export function firstWord(text) {
  for (const { segment, index, isWordLike } of new Intl.Segmenter(undefined, {
    granularity: "word",
  }).segment(text)) {
    if (isWordLike) return text.slice(0, index + segment.length);
  }
  return text;
}

/** Of a longer one the start is no longer in view, and a search for it would cost time. */
const LONGEST_WORD = 32;

/**
 * The unfinished word at the end of a text; "" where there is none, or none of usual length.
 *
 * @param {string} text
 */
export function wordBefore(text) {
  const word = /\S*$/.exec(text.slice(-LONGEST_WORD - 1))?.[0] ?? "";
  return word.length > LONGEST_WORD ? "" : word;
}
