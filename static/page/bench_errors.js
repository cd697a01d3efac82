/** What is wrong with the form, said at each field as the page itself says it after saving. */

const MARK = "bench-error";

/**
 * Shows these complaints and no older ones; returns those that belong to no field.
 * @param {HTMLFormElement} form
 * @param {Record<string, string[]>} errors by the name of the field
 */
export function showErrors(form, errors) {
  const now = JSON.stringify(errors);
  const others = Object.keys(errors).filter((name) => !form.querySelector(`.field-${name}`));
  const rest = others.flatMap((name) => errors[name]);
  const named = Object.keys(errors).filter((name) => !others.includes(name));
  if (form.dataset.benchErrors !== now) {
    form.dataset.benchErrors = now;
    for (const old of form.querySelectorAll(`.${MARK}`)) {
      for (const input of form.querySelectorAll(`[aria-describedby~="${old.id}"]`)) unmark(input, old.id);
      old.remove();
    }
    for (const name of named) mark(form, name, errors[name]);
  }
  return [...named.flatMap((name) => errors[name]), ...rest];
}

/**
 * @param {HTMLFormElement} form
 * @param {string} name
 * @param {string[]} complaints
 */
function mark(form, name, complaints) {
  const row = /** @type {HTMLElement} */ (form.querySelector(`.field-${name}`));
  const list = document.createElement("ul");
  list.className = `errorlist ${MARK}`;
  list.id = `${MARK}-${name}`;
  for (const complaint of complaints) {
    const line = document.createElement("li");
    line.textContent = complaint;
    list.append(line);
  }
  row.prepend(list);
  for (const input of row.querySelectorAll("input, select, textarea")) {
    const described = input.getAttribute("aria-describedby");
    input.setAttribute("aria-describedby", described ? `${described} ${list.id}` : list.id);
    input.setAttribute("aria-invalid", "true");
  }
}

/**
 * @param {Element} input
 * @param {string} id
 */
function unmark(input, id) {
  const described = (input.getAttribute("aria-describedby") ?? "").split(" ").filter((one) => one !== id);
  if (described.length) input.setAttribute("aria-describedby", described.join(" "));
  else input.removeAttribute("aria-describedby");
  input.removeAttribute("aria-invalid");
}
