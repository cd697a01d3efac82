/** Makes the ghost's letters the field's own: the same face, size, spacing and colour. */

/** Everything that decides where a line breaks and where a letter stands, and the colour. */
const LETTERS = [
  "color", "direction", "fontFamily", "fontFeatureSettings", "fontKerning", "fontSize", "fontStretch",
  "fontStyle", "fontVariant", "fontVariationSettings", "fontWeight", "hyphens", "letterSpacing",
  "lineBreak", "lineHeight", "overflowWrap", "tabSize", "textRendering", "textTransform",
  "unicodeBidi", "wordBreak", "wordSpacing",
];

/**
 * @param {CSSStyleDeclaration} style computed
 * @param {HTMLElement} target
 * @param {string[]} more properties
 */
export function copyLetters(style, target, more = []) {
  for (const property of [...LETTERS, ...more]) {
    /** @type {any} */ (target.style)[property] = /** @type {any} */ (style)[property];
  }
}

/**
 * How many of the viewport's pixels one of the element's own takes, by zoom or transform. `offsetWidth`
 * is rounded, so a difference below a pixel is no scale.
 *
 * @param {HTMLElement} element
 * @param {DOMRect} rect its own
 */
export function scaleOf({ offsetWidth }, { width }) {
  return Math.abs(width - offsetWidth) < 1 ? 1 : width / offsetWidth;
}

/**
 * Move `layer` by what it is off, whatever it is placed by: no arithmetic with scrolled, zoomed or
 * transformed ancestors is as short, or as right. Sets `left` and `top`.
 *
 * @param {HTMLElement} layer positioned; its own width in its own pixels is `offsetWidth`
 * @param {number} right viewport's pixels that it must move to the right …
 * @param {number} down … and down
 */
export function shift(layer, right, down) {
  const scale = scaleOf(layer, layer.getBoundingClientRect());
  if (Math.abs(right) > 0.01) layer.style.left = `${parseFloat(layer.style.left || "0") + right / scale}px`;
  if (Math.abs(down) > 0.01) layer.style.top = `${parseFloat(layer.style.top || "0") + down / scale}px`;
}
