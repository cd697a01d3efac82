/** The script of a page's tag: attaches to the marked fields, and is `Autocomplete` to the page. */

import { Attachments } from "./attach.js";

/** Browsers before the middle of 2024 keep their fields as they are. */
const SUPPORTED = "popover" in HTMLElement.prototype && CSS.supports("color", "light-dark(red, red)");

/** @param {HTMLScriptElement} script */
function start(script) {
  const attach = SUPPORTED
    ? new Attachments(new URL(script.src, location.href), script.dataset).attach
    : () => ({ detach() {} });
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
