/** The typing page: what is shown around the field, which the widget attaches to by its mark. */

import { showInspection } from "./inspection.js";
import { showSavings } from "./savings.js";
import { showStatus } from "./status.js";

const field = /** @type {HTMLTextAreaElement} */ (document.getElementById("text"));

showStatus(field);
showSavings(field);
showInspection(field);
