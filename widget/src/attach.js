/**
 * Attaches to one field, or to all marked fields below a document or shadow root.
 *
 * @typedef {object} Options each may also stand on the field as `data-key` and so on, or on the
 *   script's tag for all fields
 * @property {string} [key] the site's public key
 * @property {string | (() => string | Promise<string>)} [token] signed by the site's own server; a
 *   function is called before each connection
 * @property {string} [profile] slug
 * @property {string} [context] what the text replies to
 * @property {Parameters<typeof import("./keys.js").keysOf>[0]} [keys]
 *
 * @typedef {{detach: () => void}} Handle ends it and leaves the page as it was
 */

import { Client } from "./client.js";
import { keysOf } from "./keys.js";
import { MarkedFields } from "./marked_fields.js";
import { Session } from "./session.js";

const SOCKET = "/ws/autocomplete/v1/";

export class Attachments {
  /** @type {WeakMap<Element, Handle>} */
  #attached = new WeakMap();
  /** @type {{key: string | undefined, token: Options["token"], client: Client}[]} */
  #clients = [];

  /**
   * @param {URL} server any address on it
   * @param {DOMStringMap} defaults the script tag's own data
   */
  constructor(server, defaults) {
    this.server = server;
    this.defaults = defaults;
  }

  /**
   * @param {HTMLElement | Document | ShadowRoot} target a field that is attached already is attached
   *   anew, with the new options
   * @param {Options} [options]
   * @returns {Handle}
   * @throws {TypeError} for an element that no suggestions fit into, and unusable `keys`
   */
  attach = (target, options = {}) => {
    if (target instanceof Document || target instanceof ShadowRoot) {
      return new MarkedFields(target, (field) => this.#attached.get(field) ?? this.attach(field, options));
    }
    const setting = (/** @type {"key" | "token" | "profile" | "context"} */ name) =>
      options[name] ?? target.dataset[name] ?? this.defaults[name];
    const keys = keysOf(options.keys);
    this.#attached.get(target)?.detach();
    const session = new Session(
      target,
      this.#client(/** @type {string | undefined} */ (setting("key")), setting("token")),
      keys,
      // Read at every question: a page may change what is being answered.
      () => /** @type {{profile?: string, context?: string}} */ ({
        profile: setting("profile"),
        context: setting("context"),
      }),
    );
    const handle = {
      detach: () => {
        if (this.#attached.get(target) !== handle) return;
        this.#attached.delete(target);
        session.detach();
      },
    };
    this.#attached.set(target, handle);
    return handle;
  };

  /**
   * @param {string | undefined} key
   * @param {Options["token"]} token
   */
  #client(key, token) {
    const known = this.#clients.find((each) => each.key === key && each.token === token);
    if (known) return known.client;
    const client = new Client(
      async () => {
        const url = new URL(SOCKET, this.server);
        url.protocol = url.protocol.replace("http", "ws");
        if (key) url.searchParams.set("key", key);
        if (token) url.searchParams.set("token", typeof token === "string" ? token : await token());
        return url.href;
      },
      () => {
        this.#clients = this.#clients.filter((each) => each.client !== client);
      },
    );
    this.#clients.push({ key, token, client });
    return client;
  }
}
