/**
 * One WebSocket that comes back by itself.
 *
 * It carries frames and keeps none: what could not be sent is lost on purpose, because a text that
 * was asked about before a break is not the text that stands in the field after it.
 *
 * @typedef {"connecting" | "open" | "waiting" | "idle" | "refused"} ConnectionState
 * @typedef {{state: ConnectionState, retryInMs?: number, code?: number}} ConnectionChange
 */

const FIRST_DELAY_MS = 500;
const LONGEST_DELAY_MS = 10_000;
/**
 * The same for a server that has never let this page in: a refusal before the socket is open looks
 * to a script like a server that is down, and will most likely be repeated.
 */
const LONGEST_DELAY_UNKNOWN_MS = 300_000;
/** A connection that lived this long was a good one: the next break starts from the first delay. */
const PROVEN_AFTER_MS = 10_000;
/** Without a word from the server for so long after a frame, it is asked whether it is there. */
const SILENCE_MS = 10_000;
const PONG_WITHIN_MS = 5_000;
/** Unknown key, refused origin: trying again gives the same answer. */
const REFUSALS = [4401, 4403];
/** Closed for want of traffic: opened again when somebody types. */
const IDLE = 4408;
/** What browsers report of a connection that ended without a close frame. */
const ABNORMAL = 1006;

export class Connection {
  /** @type {WebSocket | null} */
  #socket = null;
  #opening = false;
  #closedForGood = false;
  #failures = 0;
  #readyAt = 0;
  #everReady = false;
  /** @type {number | undefined} */
  #retry;
  /** @type {number | undefined} */
  #silence;

  /**
   * @param {() => Promise<string>} address of the WebSocket, asked for before each attempt: a
   *   signed token in it may have run out meanwhile
   * @param {(frame: any) => void} onFrame every frame of the server, `ready` first
   * @param {(change: ConnectionChange) => void} onChange
   */
  constructor(address, onFrame, onChange) {
    this.address = address;
    this.onFrame = onFrame;
    this.onChange = onChange;
    addEventListener("online", this.#hurry);
  }

  /** Connect, unless connected or waiting for the next attempt. */
  wake() {
    if (this.#socket || this.#retry || this.#opening || this.#closedForGood) return;
    this.#opening = true;
    this.onChange({ state: "connecting" });
    // A page may forbid the address (mixed content), or have no token to give.
    this.address().then((url) => this.#open(url)).catch(() => this.#closed(ABNORMAL));
  }

  /** @param {string} url */
  #open(url) {
    if (this.#closedForGood) return;
    const socket = (this.#socket = new WebSocket(url));
    this.#opening = false;
    socket.onmessage = (event) => {
      clearTimeout(this.#silence);
      this.#silence = undefined;
      const frame = JSON.parse(event.data);
      if (frame.type === "ready") {
        this.#readyAt = performance.now();
        this.#everReady = true;
        this.onChange({ state: "open" });
      }
      this.onFrame(frame);
    };
    socket.onclose = (event) => this.#closed(event.code);
  }

  get ready() {
    return this.#readyAt > 0;
  }

  /** @param {object} frame lost without a trace while the connection is not `ready` */
  send(frame) {
    if (!this.ready || !this.#socket) return;
    this.#socket.send(JSON.stringify(frame));
    this.#silence ??= setTimeout(() => this.#probe(), SILENCE_MS);
  }

  /** Close for good. */
  close() {
    this.#closedForGood = true;
    removeEventListener("online", this.#hurry);
    clearTimeout(this.#retry);
    this.#forget()?.close(1000);
  }

  #hurry = () => {
    clearTimeout(this.#retry);
    this.#retry = undefined;
    this.wake();
  };

  #probe() {
    this.#socket?.send('{"type":"ping"}');
    this.#silence = setTimeout(() => {
      this.#socket?.close();
      this.#closed(ABNORMAL);
    }, PONG_WITHIN_MS);
  }

  #forget() {
    const socket = this.#socket;
    if (socket) socket.onmessage = socket.onclose = null;
    clearTimeout(this.#silence);
    this.#silence = undefined;
    this.#socket = null;
    this.#opening = false;
    this.#readyAt = 0;
    return socket;
  }

  /** @param {number} code */
  #closed(code) {
    if (this.#closedForGood) return;
    const proven = this.ready && performance.now() - this.#readyAt > PROVEN_AFTER_MS;
    this.#failures = proven ? 0 : this.#failures + 1;
    this.#forget();
    if (REFUSALS.includes(code)) return this.onChange({ state: "refused", code });
    if (code === IDLE) return this.onChange({ state: "idle", code });
    const longest = Math.min(
      this.#everReady ? LONGEST_DELAY_MS : LONGEST_DELAY_UNKNOWN_MS,
      FIRST_DELAY_MS * 2 ** Math.max(0, this.#failures - 1),
    );
    // Half fixed, half chance: a restarted server must not meet all its clients in one instant.
    const retryInMs = longest * (0.5 + Math.random() / 2);
    this.#retry = setTimeout(this.#hurry, retryInMs);
    this.onChange({ state: "waiting", retryInMs, code });
  }
}
