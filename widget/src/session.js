/**
 * One field and its suggestions: asks at every keystroke, shows what fits, takes what is wanted.
 *
 * What fits is decided on every event, and drawn once a frame, right before the browser paints, from
 * the field's text as it then is: an answer that has gone stale cannot be painted, and an answer that
 * comes in the frame of its keystroke costs no layout of its own.
 *
 * Events on the field, bubbling out of shadow roots too, each name after `autocomplete:`, with what
 * `detail` holds: `shown` {id, items}, `accepted` {id, rank, text}, `dismissed` {id, reason}, `error`
 * {code, message, requestId}, `answered` {frame} for every frame not overtaken, `connection` {state,
 * retryInMs, code}.
 *
 * @typedef {import("./candidates.js").Candidate} Candidate
 * @typedef {import("./candidates.js").Snapshot} Snapshot
 * @typedef {import("./client.js").Client} Client
 * @typedef {import("./keys.js").Intent} Intent
 * @typedef {"escape" | "typed_past" | "blur" | "moved"} Reason
 */

import { Announcer } from "./announcer.js";
import { firstWord, wordBefore } from "./candidates.js";
import { Choice } from "./choice.js";
import { fieldOf } from "./field.js";
import { intent, spoken } from "./keys.js";
import { List } from "./list.js";
import { percent } from "./list_row.js";
import { adoptStyles } from "./styles.js";

/** After a Tab that took something, the next one stays in the field for so long in any case … */
const DOUBLE_TAB_MS = 400;
/** … and for so long while the next suggestion is still due. */
const DUE_TAB_MS = 1000;
const RIGHT_TO_LEFT = /^[^\p{L}]*[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}]/u;

export class Session {
  #choice = new Choice();
  #ghosted = false;
  #rightToLeft = false;
  /** Frames up to this number are not wanted any more: the person pressed Escape. */
  #declined = 0;
  #tabbedAt = -Infinity;
  #composing = false;
  #inserting = false;
  /** The present text could not be asked about yet; once it can be, that is made up for. */
  #owing = false;
  /** What is on screen, and for which text, so that events without news cost no layout. */
  #painted = "";
  /** @type {Snapshot | null} */
  #paintedFor = null;
  /** The animation frame that will draw; 0 while there is nothing to draw. */
  #frame = 0;
  /** @type {{frame: any, asked: Snapshot} | null} the newest answer that is not drawn yet */
  #news = null;
  #listeners = new AbortController();
  #coarse = matchMedia("(pointer: coarse)");
  #release = () => {};

  /**
   * @param {HTMLElement} element
   * @param {Client} client
   * @param {import("./keys.js").Keys} keys
   * @param {() => {profile?: string, context?: string}} about what to ask with
   * @throws {TypeError} where suggestions do not fit into the element
   */
  constructor(element, client, keys, about) {
    this.element = element;
    this.field = fieldOf(element);
    this.client = client;
    this.keys = keys;
    this.about = about;
    this.announcer = new Announcer();
    this.list = new List(element, (index) => this.#take(this.#choice.candidates[index]));
    this.sizes = new ResizeObserver(() => this.#remeasure());
    this.sizes.observe(element);
    this.#listen();
    client.join(this);
    const { activeElement } = /** @type {Document | ShadowRoot} */ (element.getRootNode());
    if (activeElement === element) this.#focused();
  }

  #listen() {
    const { signal } = this.#listeners;
    const on = (
      /** @type {EventTarget} */ target,
      /** @type {string} */ type,
      /** @type {(event: any) => void} */ listener,
    ) => target.addEventListener(type, listener, { signal, capture: true, passive: type === "scroll" });
    const { element } = this;
    on(element, "input", this.#onInput);
    on(element, "keydown", this.#onKey);
    on(element, "compositionstart", () => {
      this.#composing = true;
      this.#hide("moved");
    });
    // Browsers disagree on whether the last `input` comes before or after this event.
    on(element, "compositionend", () => setTimeout(() => {
      this.#composing = false;
      this.#ask();
    }));
    on(element, "focus", this.#focused);
    on(element, "blur", () => this.#hide("blur"));
    for (const type of ["mousedown", "drop"]) on(element, type, this.#recheck);
    // In a shadow root the document does not always hear of the selection.
    for (const target of [document, element]) {
      on(target, "selectionchange", this.#recheck);
      on(target, "scroll", this.#repaint);
    }
    on(window, "resize", this.#remeasure);
  }

  detach() {
    this.#hide("moved");
    cancelAnimationFrame(this.#frame);
    this.#listeners.abort();
    this.sizes.disconnect();
    this.client.leave(this);
    this.announcer.say("");
    for (const part of this.#parts) part.remove();
    this.#release();
  }

  get #parts() {
    return [this.list.element, this.field.layer, this.announcer.element];
  }

  get #shown() {
    return this.#choice.current !== null;
  }

  /** Bring the parts behind the field, wherever it has been moved meanwhile. */
  #mount() {
    const { element } = this;
    // In a label they would become part of the field's name.
    const anchor = element.closest("label") ?? element;
    if (anchor.nextSibling === this.list.element) return;
    anchor.after(...this.#parts);
    this.#release();
    this.#release = adoptStyles(/** @type {Document | ShadowRoot} */ (element.getRootNode()));
  }

  #focused = () => {
    this.#mount();
    this.client.wake();
    if (this.#owing) this.#ask();
  };

  /** The field as it stands, or null while nothing may be shown or taken there. */
  #read() {
    return this.#composing ? null : this.field.read();
  }

  /**
   * @param {string} name
   * @param {object} detail
   */
  #tell(name, detail) {
    this.element.dispatchEvent(
      new CustomEvent(`autocomplete:${name}`, { detail, bubbles: true, composed: true }),
    );
  }

  /**
   * @param {true} [force] ask past gate and cache
   * @param {Snapshot | null} [present]
   */
  #ask(force, present = this.#read()) {
    this.#owing = false;
    if (!present || !(present.before.trim() || force)) return;
    this.#owing = !this.client.ask(this, present, { ...this.about(), force });
  }

  resume() {
    if (this.#owing) this.#ask();
  }

  /**
   * @param {import("./connection.js").ConnectionChange} change
   * @param {boolean} owed
   */
  connection(change, owed) {
    this.#owing ||= owed;
    this.#tell("connection", change);
  }

  /**
   * @param {any} error
   * @param {boolean} again
   */
  fail({ code, message, request_id: requestId }, again) {
    this.#owing ||= again;
    this.#tell("error", { code, message, requestId });
  }

  /**
   * @param {any} frame
   * @param {Snapshot} asked
   */
  answer(frame, asked) {
    if (frame.id <= this.#declined) return;
    this.#tell("answered", { frame });
    this.#news = { frame, asked };
    this.#drawSoon();
  }

  #onInput = (/** @type {InputEvent} */ event) => {
    if (this.#inserting) return;
    if (this.#composing || event.isComposing) return this.#hide("moved");
    this.#tabbedAt = -Infinity;
    this.#choice.letGo();
    const present = this.#read();
    if (event.inputType?.startsWith("delete")) this.#hide("moved");
    else this.#filter("typed_past", present);
    this.#recheck();
    // Extensions that rewrite the field must not run up requests.
    if (event.isTrusted) this.#ask(undefined, present);
  };

  #onKey = (/** @type {KeyboardEvent} */ event) => {
    if (event.isComposing || event.keyCode === 229) return;
    // Whether there is a ghost to take is known once it is drawn.
    if (this.#frame && event.key.length > 1) this.#draw();
    const wanted = intent(event, this.keys, {
      shown: this.#shown,
      ghost: this.#ghosted,
      entered: this.#choice.entered,
      rightToLeft: this.#rightToLeft,
    });
    if (wanted ? this.#read() && this.#carryOut(wanted, event.key) : this.#keepsTab(event)) {
      event.preventDefault();
      event.stopPropagation();
    } else {
      this.#recheck();
    }
  };

  /** @param {KeyboardEvent} event */
  #keepsTab({ key, shiftKey, altKey, ctrlKey, metaKey }) {
    if (key === "Escape") {
      this.#declined = this.client.last;
      this.#tabbedAt = -Infinity;
    }
    if (key !== "Tab" || shiftKey || altKey || ctrlKey || metaKey) return false;
    const since = performance.now() - this.#tabbedAt;
    return since < (this.client.pending(this) ? DUE_TAB_MS : DOUBLE_TAB_MS);
  }

  /**
   * @param {Intent} wanted
   * @param {string} key
   * @returns {boolean} whether there was something to do
   */
  #carryOut({ action, index }, key) {
    switch (action) {
      case "take":
      case "choose":
        this.#take(this.#choice.current);
        if (key === "Tab") this.#tabbedAt = performance.now();
        return true;
      case "word":
        this.#take(this.#choice.current, firstWord);
        return true;
      case "pick":
        if (!this.#choice.candidates[index]) return false;
        this.#take(this.#choice.candidates[index]);
        return true;
      case "hide":
        this.#declined = this.client.last;
        this.#tabbedAt = -Infinity;
        this.#hide("escape");
        return true;
      case "ask":
        this.#declined = 0;
        this.#ask(true);
        return true;
      case "enter":
        this.#choice.enter();
        this.#recheck();
        return true;
      default:
        this.#choice.cycle(action === "next" || action === "down" ? 1 : -1);
        this.#recheck();
        return true;
    }
  }

  /**
   * @param {Candidate | null} candidate
   * @param {(rest: string) => string} part how much of it
   */
  #take(candidate, part = (rest) => rest) {
    const present = this.#read();
    this.#filter("moved", present);
    if (!present || !candidate || !this.#choice.candidates.includes(candidate)) return;
    const rest = candidate.whole.slice(present.before.length);
    const text = part(rest);
    const { id, rank } = candidate;
    const msShown = this.#choice.age;
    this.#inserting = true;
    this.field.insert(text);
    this.#inserting = false;
    this.client.send({ type: "accept", id, rank, length: [...text].length, ms_shown: msShown });
    if (text === rest) this.#clear();
    else this.#filter("moved", this.#read());
    this.#recheck();
    this.#tell("accepted", { id, rank, text });
    this.#ask();
  }

  /** Look again once the browser has carried out what it does by default, before it paints. */
  #recheck = () => {
    if (this.#shown) this.#drawSoon();
  };

  #drawSoon() {
    this.#frame ||= requestAnimationFrame(this.#draw);
  }

  #repaint = () => {
    this.#painted = "";
    this.#recheck();
  };

  #remeasure = () => {
    this.field.remeasure();
    this.#repaint();
  };

  /**
   * Drop what does not fit the present text; hide when nothing is left, saying why.
   *
   * @param {Reason} reason
   * @param {Snapshot | null} present
   */
  #filter(reason, present) {
    if (!this.#shown) return;
    if (present && this.#choice.keep(present, this.field.room())) return;
    const typedOut = this.#choice.candidates.some(({ whole }) => whole === present?.before);
    this.#hide(typedOut ? "moved" : reason);
  }

  #draw = () => {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    const present = this.#read();
    let news = this.#news;
    this.#news = null;
    this.#filter("moved", present);
    if (!present) return;
    const { id, items, final } = news?.frame ?? {};
    // While the person moves in the list it keeps still under them.
    if (this.#choice.entered && id === this.#choice.current?.id) news = null;
    const useful = news && this.#choice.update(news.frame, news.asked, present, this.field.room());
    if (news && !useful && final && id === this.client.last) this.#hide("moved");
    if (!this.#shown) return;
    this.#paint(present);
    if (news && id === this.#choice.current?.id) this.#tell("shown", { id, items });
  };

  /** @param {Snapshot} present */
  #paint(present) {
    const { before, after } = present;
    const { candidates, index, entered, offered } = this.#choice;
    const typed = wordBefore(before);
    const rows = candidates.map(({ whole, prob, source }) => ({
      typed,
      rest: whole.slice(before.length),
      prob,
      source,
    }));
    const picture = JSON.stringify([rows, index, entered, offered]);
    const { before: paintedBefore, after: paintedAfter } = this.#paintedFor ?? {};
    if (picture === this.#painted && before === paintedBefore && after === paintedAfter) return;
    this.#painted = picture;
    this.#paintedFor = present;
    const { rest, prob } = rows[index];
    const atLineEnd = !after || after.startsWith("\n");
    const ghost = offered && atLineEnd && !this.#coarse.matches ? rest : "";
    this.#rightToLeft = RIGHT_TO_LEFT.test(rest);
    this.#mount();
    // The list is filled with the ghost and placed after both are measured: one layout serves both.
    const place = this.field.lay(present, ghost, () => this.list.show(rows, index, entered));
    this.list.place(place);
    this.#ghosted = place.ghosted;
    const count = rows.length === 1 ? "1 suggestion" : `${rows.length} suggestions`;
    const [key] = this.#ghosted ? this.keys.take : this.keys.pick;
    const hint = key ? ` ${spoken(key)} takes it.` : "";
    this.announcer.say(`${count}. First: ${rest.trim() || rest}, ${percent(prob)}.${hint}`);
  }

  /** @param {Reason} reason */
  #hide(reason) {
    if (!this.#choice.current) return;
    const { id } = this.#choice.current;
    this.#clear();
    if (reason !== "moved") this.client.send({ type: "dismiss", id, reason });
    this.#tell("dismissed", { id, reason });
  }

  #clear() {
    this.#choice.clear();
    this.#ghosted = false;
    this.#painted = "";
    this.field.clear();
    this.list.hide();
    this.announcer.say("");
  }
}
