/**
 * The style sheet, as an object: a Content-Security-Policy without 'unsafe-inline' lets it pass where
 * it would refuse a `style` element. A document or shadow root has it while it is in use there.
 */

import css from "./autocomplete.css";

/** @type {CSSStyleSheet | undefined} */
let sheet;
/** @type {WeakMap<Document | ShadowRoot, number>} */
const users = new WeakMap();

/**
 * @param {Document | ShadowRoot} root
 * @returns {() => void} gives it back
 */
export function adoptStyles(root) {
  if (!sheet) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
  }
  const count = users.get(root) ?? 0;
  users.set(root, count + 1);
  if (!count) root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  return () => {
    const left = (users.get(root) ?? 1) - 1;
    users.set(root, left);
    if (!left) root.adoptedStyleSheets = root.adoptedStyleSheets.filter((each) => each !== sheet);
  };
}
