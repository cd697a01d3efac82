/**
 * The fields marked `data-autocomplete` below one root, those of now and those of later.
 *
 * @typedef {import("./attach.js").Handle} Handle
 */

const MARK = "data-autocomplete";

export class MarkedFields {
  /** @type {Map<HTMLElement, Handle>} */
  #handles = new Map();
  /** @type {WeakSet<HTMLElement>} marked, but no fields that can be attached to */
  #warned = new WeakSet();
  #observer = new MutationObserver((changes) => {
    const matters = changes.some(
      ({ type, addedNodes, removedNodes }) =>
        type === "attributes" || [...addedNodes, ...removedNodes].some((node) => node instanceof Element),
    );
    if (matters) this.#look();
  });

  /**
   * @param {Document | ShadowRoot} root
   * @param {(field: HTMLElement) => Handle} attach
   */
  constructor(root, attach) {
    this.root = root;
    this.attach = attach;
    this.#look();
    // An editor may become editable, and an input change its type, after it was marked.
    const attributeFilter = [MARK, "contenteditable", "type"];
    this.#observer.observe(root, { childList: true, subtree: true, attributeFilter });
  }

  detach() {
    this.#observer.disconnect();
    for (const handle of this.#handles.values()) handle.detach();
    this.#handles.clear();
  }

  #look() {
    /** @type {Set<HTMLElement>} */
    const marked = new Set(this.root.querySelectorAll(`[${MARK}]`));
    for (const [field, handle] of this.#handles) {
      if (marked.has(field)) continue;
      handle.detach();
      this.#handles.delete(field);
    }
    for (const field of marked) if (!this.#handles.has(field)) this.#attachTo(field);
  }

  /** @param {HTMLElement} field */
  #attachTo(field) {
    try {
      this.#handles.set(field, this.attach(field));
    } catch (error) {
      // A mark in the wrong place must not keep the other fields from their suggestions.
      if (!this.#warned.has(field)) console.warn(error, field);
      this.#warned.add(field);
    }
  }
}
