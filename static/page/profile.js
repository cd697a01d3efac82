/** Has the chosen profile rank from the next question on; the field says which, for the widget. */

/** @param {HTMLElement} field */
export function offerProfiles(field) {
  const choice = /** @type {HTMLSelectElement | null} */ (document.getElementById("profile"));
  choice?.addEventListener("change", () => {
    field.dataset.profile = choice.value;
    field.focus();
  });
}
