/** The field of several lines: its ghost may wrap, and gives way to text below it. */

import { ValueField } from "./value_field.js";

export class TextArea extends ValueField {}
