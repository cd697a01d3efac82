/** Notes what reaches the document of a host page. */
(() => {
  window.heard = [];
  for (const name of ["shown", "accepted", "dismissed", "error", "connection", "answered"]) {
    document.addEventListener(`autocomplete:${name}`, ({ detail, target }) => {
      window.heard.push({ name, detail, target: target.id });
      if (name === "connection") window.connection = detail.state;
    });
  }
  document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) => {
    console.error(`policy: ${violatedDirective} ${blockedURI}`);
  });
})();
