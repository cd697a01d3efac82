/** The field of one line: it stands in the middle of its box and scrolls sideways. */

import { ValueField } from "./value_field.js";

export class TextInput extends ValueField {
  /** @param {HTMLInputElement} element */
  constructor(element) {
    super(element);
    this.mirror.singleLine = true;
    this.layer.classList.add("autocomplete-line");
  }

  /**
   * What does not fit behind the caret would be cut off unseen: then there is only the list.
   *
   * @param {import("./candidates.js").Snapshot} present
   * @param {string} ghost
   * @param {() => void} meanwhile
   */
  lay(present, ghost, meanwhile) {
    const place = super.lay(present, ghost, meanwhile);
    if (place.ghosted && !this.mirror.showsAll) {
      this.mirror.dropGhost();
      return { ...place, ghosted: false };
    }
    return place;
  }
}
