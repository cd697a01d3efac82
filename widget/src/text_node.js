/**
 * Writes text so that the browser has little to do: a text node that keeps its place is no change of
 * the page's elements, which observers would hear of, and what is appended leaves the lines before it.
 *
 * @param {Text} node
 * @param {string} text
 */
export function write(node, text) {
  const { data } = node;
  if (text === data) return;
  if (data && text.startsWith(data)) node.appendData(text.slice(data.length));
  else node.data = text;
}

/**
 * @param {Element} element that shows it and nothing else
 * @returns {Text}
 */
export function textIn(element) {
  const node = document.createTextNode("");
  element.append(node);
  return node;
}
