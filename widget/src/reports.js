/**
 * What became of suggestions, told until the server has it for good: a server that is killed between
 * hearing and storing would lose it. It counts each report once, however often it comes.
 */

/** Kept for a server that cannot store for a while; of more, the oldest are given up. */
const MOST_KEPT = 50;

export class Reports {
  /** @type {{event: number}[]} sent, but not acknowledged yet; in order */
  #kept = [];
  #number = 0;
  #session = "";
  #acks = false;

  /** @param {(frame: object) => void} send loses what it is given without a connection */
  constructor(send) {
    this.send = send;
  }

  /**
   * A new socket is open: send again what was not acknowledged on earlier ones.
   *
   * @param {{session: string, acks?: boolean}} ready
   */
  open({ session, acks }) {
    this.#session = session;
    this.#acks = acks === true;
    if (!this.#acks) this.#kept = [];
    for (const frame of this.#kept) this.send(frame);
  }

  /** @param {object} frame */
  report(frame) {
    if (!this.#acks) return this.send(frame);
    const numbered = { ...frame, event: ++this.#number, session: this.#session };
    this.#kept = [...this.#kept.slice(1 - MOST_KEPT), numbered];
    this.send(numbered);
  }

  /** @param {{events: number[]}} ack */
  acknowledged({ events }) {
    this.#kept = this.#kept.filter(({ event }) => !events.includes(event));
  }
}
