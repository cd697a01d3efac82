/**
 * The candidates that are shown and the one of them that is marked: what arrives, what still fits,
 * where the person moves.
 *
 * @typedef {import("./candidates.js").Candidate} Candidate
 * @typedef {import("./candidates.js").Snapshot} Snapshot
 */

import { candidatesOf, fits, meantForGhost, nextGhost } from "./candidates.js";

export class Choice {
  /** @type {Candidate[]} in rank order; all fit the present text while shown */
  candidates = [];
  /** @type {Candidate | null} the row that is marked; one of the candidates */
  current = null;
  /** Whether the marked row is one for ghost text, by the server's word or the person's. */
  offered = false;
  /** Whether the person moves in the list. */
  entered = false;
  #cycled = false;
  #shownId = 0;
  #shownAt = 0;

  /** Milliseconds since the list that is shown came. */
  get age() {
    return Math.round(performance.now() - this.#shownAt);
  }

  get index() {
    return this.candidates.indexOf(/** @type {Candidate} */ (this.current));
  }

  /**
   * Take in an answer, as far as it fits.
   *
   * @param {any} frame
   * @param {Snapshot} asked the field when it was asked for
   * @param {Snapshot} present
   * @param {number} room how many more characters the field may hold
   * @returns {boolean} false where nothing of it fits
   */
  update(frame, asked, present, room) {
    const fresh = candidatesOf(frame, asked).filter((candidate) => fits(candidate, present, room));
    if (!fresh.length) return false;
    const shown = this.offered ? this.current : null;
    const ghost = nextGhost(shown, fresh, meantForGhost(frame.stats.ghost, fresh), this.#cycled);
    this.offered = ghost !== null;
    this.current = ghost ?? fresh[0];
    this.candidates = fresh.includes(this.current) ? fresh : [...fresh, this.current];
    if (this.#shownId !== frame.id) {
      this.#shownId = frame.id;
      this.#shownAt = performance.now();
    }
    return true;
  }

  /**
   * Drop what does not fit the present text.
   *
   * @param {Snapshot} present
   * @param {number} room
   * @returns {boolean} false where nothing would be left; then all stays as it is
   */
  keep(present, room) {
    const fitting = this.candidates.filter((each) => fits(each, present, room));
    if (!fitting.length) return false;
    this.candidates = fitting;
    if (!this.current || !fitting.includes(this.current)) {
      this.current = fitting[0];
      this.letGo();
    }
    return true;
  }

  /** @param {1 | -1} by */
  cycle(by) {
    // What a person picks out becomes the ghost, whatever the server thought of it.
    this.#cycled = this.offered = true;
    const { length } = this.candidates;
    this.current = this.candidates[(this.index + by + length) % length];
  }

  enter() {
    this.entered = this.offered = true;
  }

  /** The person types on: what they had picked out is held no longer. */
  letGo() {
    this.entered = this.#cycled = false;
  }

  clear() {
    this.candidates = [];
    this.current = null;
    this.offered = false;
    this.letGo();
  }
}
