/** Marks that scripts run, for what is of no use without them. */

document.documentElement.classList.add("scripted");
