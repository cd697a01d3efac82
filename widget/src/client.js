/**
 * What all fields of a page share that ask with the same key: one socket, whose numbers rise over
 * all of them. Each answer goes to the field that asked.
 *
 * @typedef {import("./candidates.js").Snapshot} Snapshot
 * @typedef {import("./connection.js").ConnectionChange} ConnectionChange
 *
 * @typedef {object} Asker
 * @property {(frame: any, asked: Snapshot) => void} answer takes a frame that nothing has overtaken
 * @property {(error: any, again: boolean) => void} fail `again`: `resume` follows after a while
 * @property {(change: ConnectionChange, owed: boolean) => void} connection `owed`: with it was lost
 *   the answer to this one's newest question, to be asked again on `resume`
 * @property {() => void} resume asks what could not be asked until now
 */

import { Connection } from "./connection.js";
import { Inquiries, wellFormed } from "./inquiries.js";
import { Reports } from "./reports.js";

/** Before the server says how much it keeps. */
const UNKNOWN_LIMITS = { max_text: 1000, max_context: 1000 };
/** How long to wait before asking again where the server names no time. */
const RETRY_MS = 2000;
const RETRIED_ERRORS = ["rate_limited", "model_unavailable", "model_timeout"];

export class Client {
  /** @type {Inquiries<Asker>} */
  #inquiries = new Inquiries();
  /** @type {Set<Asker>} */
  #askers = new Set();
  #limits = UNKNOWN_LIMITS;
  /** @type {number | undefined} */
  #hold;

  /**
   * @param {() => Promise<string>} address
   * @param {() => void} onUnused called when the last field has left
   */
  constructor(address, onUnused) {
    this.onUnused = onUnused;
    this.connection = new Connection(address, this.#onFrame, (change) => {
      const owed = change.state === "open" ? undefined : this.#inquiries.abandon();
      for (const asker of this.#askers) asker.connection(change, asker === owed);
    });
    this.reports = new Reports((frame) => this.connection.send(frame));
  }

  /** @param {Asker} asker */
  join(asker) {
    this.#askers.add(asker);
  }

  /** @param {Asker} asker */
  leave(asker) {
    this.#askers.delete(asker);
    if (this.#askers.size) return;
    clearTimeout(this.#hold);
    this.connection.close();
    this.onUnused();
  }

  wake() {
    this.connection.wake();
  }

  /** The newest number given out. */
  get last() {
    return this.#inquiries.last;
  }

  /**
   * Whether an answer to this one's newest question is still due.
   *
   * @param {Asker} asker
   */
  pending(asker) {
    return this.#inquiries.pending(asker);
  }

  /**
   * @param {Asker} asker
   * @param {Snapshot} present
   * @param {{profile?: string, context?: string, force?: true}} about
   * @returns {boolean} false where it cannot be asked now; then `resume` is called once it can
   */
  ask(asker, present, { profile, context, force }) {
    if (this.#hold || !this.connection.ready) {
      this.connection.wake();
      return false;
    }
    this.connection.send({
      ...this.#inquiries.ask(asker, present, this.#limits.max_text),
      // What does not have a value is left out of the JSON.
      profile,
      context: context && wellFormed(context.slice(-this.#limits.max_context)),
      force,
    });
    return true;
  }

  /** @param {object} frame what became of a suggestion */
  send(frame) {
    this.reports.report(frame);
  }

  #resume() {
    for (const asker of this.#askers) asker.resume();
  }

  #onFrame = (/** @type {any} */ frame) => {
    if (frame.type === "ready") {
      this.#limits = frame.limits;
      this.reports.open(frame);
      this.#resume();
    } else if (frame.type === "suggestions") {
      const inquiry = this.#inquiries.answered(frame.id, frame.final);
      inquiry?.asker.answer(frame, inquiry.asked);
    } else if (frame.type === "ack") {
      this.reports.acknowledged(frame);
    } else if (frame.type === "error") {
      this.#fail(frame);
    }
  };

  /** @param {any} error */
  #fail(error) {
    const { id, code, retry_after_ms: retryAfterMs } = error;
    const asker = id ? this.#inquiries.answered(id, true)?.asker : undefined;
    const again = RETRIED_ERRORS.includes(code);
    for (const each of asker ? [asker] : this.#askers) each.fail(error, again);
    if (!again) return;
    clearTimeout(this.#hold);
    this.#hold = setTimeout(() => {
      this.#hold = undefined;
      this.#resume();
    }, retryAfterMs ?? RETRY_MS);
  }
}
