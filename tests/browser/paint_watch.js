/**
 * Checks every frame the browser is about to paint: each suggestion on screen must be the end of
 * some answer of the server's that fits the text and the caret of that moment.
 *
 * The check hangs on a ResizeObserver, since those run after all animation-frame callbacks and
 * right before the paint.
 */
(() => {
  const asked = new Map();
  const offered = [];
  window.paintFaults = [];
  window.paintedFrames = 0;
  window.paintedGhosts = [];

  window.WebSocket = class extends WebSocket {
    constructor(...args) {
      super(...args);
      this.addEventListener("message", ({ data }) => {
        const frame = JSON.parse(data);
        if (frame.type !== "suggestions") return;
        const { before, after } = asked.get(frame.id);
        for (const { text } of frame.items) offered.push({ before, after, whole: before + text });
      });
    }

    send(data) {
      const frame = JSON.parse(data);
      if (frame.type === "input") asked.set(frame.id, { before: frame.text, after: frame.after });
      super.send(data);
    }
  };

  /** The field that has the focus, in whatever shadow root. */
  function focused(root = document) {
    const { activeElement } = root;
    return activeElement?.shadowRoot ? focused(activeElement.shadowRoot) : activeElement;
  }

  /** What stands around the caret; null while something is selected. */
  function around(field) {
    if ("value" in field) {
      if (field.selectionStart !== field.selectionEnd) return null;
      return [field.value.slice(0, field.selectionStart), field.value.slice(field.selectionEnd)];
    }
    const caret = getSelection().getRangeAt(0);
    if (!caret.collapsed) return null;
    const before = new Range();
    before.setStart(field, 0);
    before.setEnd(caret.startContainer, caret.startOffset);
    const after = new Range();
    after.selectNodeContents(field);
    after.setStart(caret.startContainer, caret.startOffset);
    return [before, after].map((range) => range.toString().replaceAll("\u00a0", " "));
  }

  function fits(rest, field, shown = (text) => text) {
    const present = around(field);
    if (!present) return false;
    const [before, after] = present;
    return offered.some(
      (each) =>
        each.after === after &&
        before.startsWith(each.before) &&
        each.whole.startsWith(before) &&
        shown(each.whole.slice(before.length)) === rest,
    );
  }

  function check() {
    window.paintedFrames += 1;
    const field = focused();
    const mirror = document.querySelector(".autocomplete-mirror:not([hidden])");
    const ghost = mirror ? mirror.querySelector(".autocomplete-ghost").textContent : "";
    if (ghost !== window.paintedGhosts.at(-1)) window.paintedGhosts.push(ghost);
    if (ghost && !fits(ghost, field)) window.paintFaults.push({ text: around(field), ghost });
    for (const row of document.querySelectorAll(".autocomplete-list:not([hidden]) > .autocomplete-row:not([hidden])")) {
      const rest = row.querySelector(".autocomplete-rest").textContent;
      if (!fits(rest, field, (text) => text.replace(/^ /, "").replace(/\n/g, "↵"))) {
        window.paintFaults.push({ text: around(field), row: rest });
      }
    }
  }

  addEventListener("DOMContentLoaded", () => {
    const pulse = document.createElement("div");
    pulse.style.cssText = "position: fixed; left: -9px; height: 1px;";
    document.body.append(pulse);
    const beat = () => {
      pulse.style.width = pulse.style.width === "1px" ? "2px" : "1px";
      requestAnimationFrame(beat);
    };
    new ResizeObserver(() => document.querySelector(".autocomplete-mirror") && check()).observe(pulse);
    beat();
  });
})();
