/** The one function that pages call. */

import { Session } from "./session.js";

/**
 * Suggest continuations of what is typed into `field`.
 *
 * @param {HTMLTextAreaElement} field
 * @param {{path: string}} options `path` of the WebSocket on this page's own host
 * @returns {{detach: () => void}} ends it and leaves the field as it was
 */
export function attach(field, { path }) {
  const url = new URL(path, location.href);
  url.protocol = url.protocol.replace("http", "ws");
  return new Session(field, url.href);
}
