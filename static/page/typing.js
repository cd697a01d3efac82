/** The typing page: what is shown around the field, which the widget attaches to by its mark. */

import { offerExamples } from "./examples.js";
import { showInspection } from "./inspection.js";
import { openKeyboardHelpInPlace } from "./keyboard.js";
import { offerProfiles } from "./profile.js";
import { showSavings } from "./savings.js";
import { showStatus } from "./status.js";

const field = /** @type {HTMLTextAreaElement} */ (document.getElementById("text"));

showStatus(field);
const savings = showSavings(field);
showInspection(field);
offerExamples(field, savings.startHere);
offerProfiles(field);
openKeyboardHelpInPlace();
