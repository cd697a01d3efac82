/** Buttons that copy a snippet; where the clipboard is closed to the page, they select it. */

for (const button of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-copies]"))) {
  const snippet = /** @type {HTMLElement} */ (document.getElementById(button.dataset.copies ?? ""));
  const word = /** @type {HTMLElement} */ (button.nextElementSibling);
  button.addEventListener("click", async () => {
    try {
      // Absent without TLS, and refused where the person has said so.
      await navigator.clipboard.writeText(snippet.textContent ?? "");
      word.textContent = "Copied.";
    } catch {
      getSelection()?.selectAllChildren(snippet);
      word.textContent = "Selected: copy it with Ctrl+C.";
    }
  });
}
