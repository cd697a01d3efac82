/** An input whose text belongs to the page's state, as in React: the state is written back. */
(() => {
  const input = document.getElementById("controlled");
  const shownState = document.getElementById("controlled-state");
  const shownEvents = document.getElementById("controlled-events");
  let state = "";
  let events = 0;

  function render() {
    if (input.value !== state) input.value = state;
    shownState.textContent = JSON.stringify(state);
    shownEvents.textContent = String(events);
  }

  input.addEventListener("input", () => {
    state = input.value;
    events += 1;
    render();
  });
  // Anything else on such a page may have it rendered anew at any time.
  setInterval(render, 50);
  render();
})();
