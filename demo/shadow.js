/** A mark inside a shadow root is for the component to show: the widget does not look into it. */
globalThis.Autocomplete?.attach(document.getElementById("component").shadowRoot);
