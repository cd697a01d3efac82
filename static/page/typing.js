/** The typing page: the field with its suggestions, and what is shown around it. */

import { attach } from "../autocomplete/attach.js";
import { showInspection } from "./inspection.js";
import { showSavings } from "./savings.js";
import { showStatus } from "./status.js";

const field = /** @type {HTMLTextAreaElement} */ (document.getElementById("text"));

showStatus(field);
showSavings(field);
showInspection(field);
attach(field, { path: /** @type {string} */ (field.dataset.socket) });
