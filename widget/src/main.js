/** The script of a page's tag: attaches to the marked fields, and is `Autocomplete` to the page. */

import { Attachments } from "./attach.js";

/** @param {HTMLScriptElement} script */
function start(script) {
  const attachments = new Attachments(new URL(script.src, location.href), script.dataset);
  const { attach } = attachments;
  if (document.readyState === "loading") {
    document.addEventListener("DOMContentLoaded", () => attach(document), { once: true });
  } else {
    attach(document);
  }
  return Object.freeze({ attach, version: VERSION });
}

// A second tag by mistake leaves all to the first one.
if (!("Autocomplete" in window)) {
  const script = /** @type {HTMLScriptElement} */ (document.currentScript);
  Object.defineProperty(window, "Autocomplete", { value: start(script), enumerable: true });
}
