/**
 * Numbers what is asked over one socket and remembers who asked, and about which text.
 *
 * @typedef {import("./candidates.js").Snapshot} Snapshot
 */

/** Characters behind the caret that are sent along: enough to see whether a word goes on there. */
const MOST_AFTER = 200;

/**
 * @template Asker
 */
export class Inquiries {
  #last = 0;
  #answered = 0;
  #settled = 0;
  /** @type {Map<number, {asker: Asker, asked: Snapshot}>} */
  #open = new Map();

  /** The newest number given out; 0 before the first. */
  get last() {
    return this.#last;
  }

  /**
   * Whether the newest question is this one's and has not had a single frame in answer yet.
   *
   * @param {Asker} asker
   */
  pending(asker) {
    return this.#answered < this.#last && this.#open.get(this.#last)?.asker === asker;
  }

  /**
   * @param {Asker} asker
   * @param {Snapshot} asked
   * @param {number} mostText characters the server keeps of the text before the caret
   */
  ask(asker, asked, mostText) {
    const id = ++this.#last;
    this.#open.set(id, { asker, asked });
    return {
      type: "input",
      id,
      text: wellFormed(asked.before.slice(-mostText)),
      after: wellFormed(asked.after.slice(0, MOST_AFTER)),
    };
  }

  /**
   * Whose question a frame answers; undefined for a frame that a newer one has overtaken.
   *
   * @param {number} id
   * @param {boolean} final whether no further frame will come
   */
  answered(id, final) {
    if (id < this.#answered) return undefined;
    this.#answered = id;
    if (final) this.#settled = id;
    for (const older of this.#open.keys()) if (older < id) this.#open.delete(older);
    return this.#open.get(id);
  }

  /**
   * Give up all open questions: no frame will come for them any more.
   *
   * @returns {Asker | undefined} who is still owed an answer to the newest of them
   */
  abandon() {
    const owed = this.#settled < this.#last ? this.#open.get(this.#last)?.asker : undefined;
    this.#open.clear();
    this.#answered = this.#settled = this.#last;
    return owed;
  }
}

/**
 * Text as UTF-8 can carry it: without half surrogate pairs, cut off at an end or left by a script.
 *
 * @param {string} text
 */
export function wellFormed(text) {
  return text.replace(/^[\udc00-\udfff]|[\ud800-\udbff]$/g, "").toWellFormed();
}
