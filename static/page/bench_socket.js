/** The bench's connection: made when something is first asked, and again when it is lost. */

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 15_000;
/** Nobody has typed for long: the next question opens another one. */
const IDLE = 4408;
const REFUSED = new Set([4401, 4403]);

/**
 * @typedef {{answered: (frame: any) => void, lost: (why: string) => void, opened: () => void}} Listener
 */
export class BenchSocket {
  /** @type {WebSocket | null} */
  #socket = null;
  #pause = FIRST_PAUSE_MS;
  #listener;

  /** @param {Listener} listener `opened` asks anew what was asked before */
  constructor(listener) {
    this.#listener = listener;
  }

  /** @param {string} frame is dropped while there is no connection: `opened` makes up for it */
  send(frame) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(frame);
    else if (this.#socket === null) this.#connect();
  }

  #connect() {
    const scheme = location.protocol === "https:" ? "wss" : "ws";
    const socket = new WebSocket(`${scheme}://${location.host}/ws/bench/`);
    this.#socket = socket;
    let opened = false;
    socket.addEventListener("open", () => {
      opened = true;
      this.#pause = FIRST_PAUSE_MS;
      this.#listener.opened();
    });
    socket.addEventListener("message", (event) => this.#listener.answered(JSON.parse(event.data)));
    socket.addEventListener("close", (event) => {
      this.#socket = null;
      if (event.code === IDLE) return this.#listener.lost("Paused. Type to go on.");
      if (REFUSED.has(event.code)) {
        return this.#listener.lost("You are not signed in any more: reload the page.");
      }
      this.#listener.lost(
        opened ? "The connection was lost; trying again …" : "No connection to the server; trying again …",
      );
      setTimeout(() => this.#socket ?? this.#connect(), this.#pause);
      this.#pause = Math.min(this.#pause * 2, LONGEST_PAUSE_MS);
    });
  }
}
