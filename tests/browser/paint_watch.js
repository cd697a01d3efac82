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

  function fits(rest, field, shown = (text) => text) {
    const before = field.value.slice(0, field.selectionStart);
    const after = field.value.slice(field.selectionEnd);
    return (
      field.selectionStart === field.selectionEnd &&
      offered.some(
        (each) =>
          each.after === after &&
          before.startsWith(each.before) &&
          each.whole.startsWith(before) &&
          shown(each.whole.slice(before.length)) === rest,
      )
    );
  }

  function check() {
    window.paintedFrames += 1;
    const field = document.getElementById("text");
    const mirror = document.querySelector(".autocomplete-mirror");
    const ghost = mirror.hidden ? "" : mirror.querySelector(".autocomplete-ghost").textContent;
    if (ghost !== window.paintedGhosts.at(-1)) window.paintedGhosts.push(ghost);
    if (ghost && !fits(ghost, field)) {
      window.paintFaults.push({ text: field.value, caret: field.selectionStart, ghost });
    }
    for (const row of document.querySelectorAll(".autocomplete-list:not([hidden]) > .autocomplete-row:not([hidden])")) {
      const rest = row.querySelector(".autocomplete-rest").textContent;
      if (!fits(rest, field, (text) => text.replace(/^ /, "").replace(/\n/g, "↵"))) {
        window.paintFaults.push({ text: field.value, caret: field.selectionStart, row: rest });
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
