/**
 * One field and its suggestions: asks at every keystroke, shows what fits, takes what is wanted.
 *
 * Everything on screen is derived anew from the field's present text on every event, so an answer
 * that has gone stale cannot be painted.
 *
 * Events on the field, bubbling, each name after `autocomplete:`, with what `detail` holds: `shown`
 * {id, items}, `accepted` {id, rank, text}, `dismissed` {id, reason}, `error` {code, message},
 * `answered` {frame} for every frame not overtaken, `connection` {state, retryInMs, code}.
 *
 * @typedef {import("./candidates.js").Candidate} Candidate
 * @typedef {import("./keys.js").Intent} Intent
 * @typedef {"escape" | "typed_past" | "blur" | "moved"} Reason
 */

import { Announcer } from "./announcer.js";
import { candidatesOf, firstWord, fits, nextGhost } from "./candidates.js";
import { Connection } from "./connection.js";
import { Field } from "./field.js";
import { Inquiries } from "./inquiries.js";
import { intent } from "./keys.js";
import { List, percent } from "./list.js";
import { Mirror } from "./mirror.js";

/** After a Tab that took something, the next one stays in the field for so long in any case … */
const DOUBLE_TAB_MS = 400;
/** … and for so long while the next suggestion is still due. */
const DUE_TAB_MS = 1000;
/** Before the server says how much text it keeps. */
const UNKNOWN_LIMIT = 1000;
/** How long to wait before asking again where the server names no time. */
const RETRY_MS = 2000;
const RETRIED_ERRORS = ["rate_limited", "model_unavailable", "model_timeout"];
const RIGHT_TO_LEFT = /^[^\p{L}]*[\p{Script=Arabic}\p{Script=Hebrew}\p{Script=Syriac}\p{Script=Thaana}]/u;

export class Session {
  #inquiries = new Inquiries();
  #mostText = UNKNOWN_LIMIT;
  /** @type {Candidate[]} in rank order; all fit the present text while shown */
  #candidates = [];
  /** @type {Candidate | null} the one shown as ghost text; one of the candidates */
  #current = null;
  #entered = false;
  #cycled = false;
  #ghosted = false;
  #rightToLeft = false;
  #shownAt = 0;
  #shownId = 0;
  /** Frames up to this number are not wanted any more: the person pressed Escape. */
  #declined = 0;
  #tabbedAt = -Infinity;
  #composing = false;
  #inserting = false;
  /** The present text could not be asked about yet; once it can be, that is made up for. */
  #owing = false;
  /** @type {number | undefined} */
  #hold;
  #listeners = new AbortController();
  #coarse = matchMedia("(pointer: coarse)");

  /**
   * @param {HTMLTextAreaElement} element
   * @param {string} url of the WebSocket
   */
  constructor(element, url) {
    this.element = element;
    this.field = new Field(element);
    this.announcer = new Announcer(element);
    this.list = new List(element, (index) => this.#take(this.#candidates[index]));
    this.mirror = new Mirror(element);
    this.connection = new Connection(url, this.#onFrame, (change) => {
      if (change.state !== "open") this.#inquiries.abandon();
      this.#tell("connection", change);
    });
    const { signal } = this.#listeners;
    const on = (/** @type {string} */ type, /** @type {(event: any) => void} */ listener) =>
      element.addEventListener(type, listener, { signal, capture: true });
    on("input", this.#onInput);
    on("keydown", this.#onKey);
    on("compositionstart", () => {
      this.#composing = true;
      this.#hide("moved");
    });
    // Browsers disagree on whether the last `input` comes before or after this event.
    on("compositionend", () => setTimeout(() => {
      this.#composing = false;
      this.#ask();
    }));
    on("blur", () => this.#hide("blur"));
    on("focus", () => this.#owing && this.#ask());
    on("scroll", () => this.#refresh("moved"));
    for (const type of ["mousedown", "drop"]) on(type, this.#recheck);
    document.addEventListener("selectionchange", () => this.#refresh("moved"), { signal });
    addEventListener("resize", () => this.#refresh("moved"), { signal });
    this.connection.wake();
  }

  detach() {
    this.#listeners.abort();
    clearTimeout(this.#hold);
    this.connection.close();
    for (const part of [this.list, this.mirror, this.announcer]) part.remove();
  }

  get #shown() {
    return this.#current !== null;
  }

  /** The field as it stands, or null while nothing may be shown or taken there. */
  #read() {
    return this.#composing ? null : this.field.read();
  }

  /**
   * @param {string} name
   * @param {object} detail
   */
  #tell(name, detail) {
    this.element.dispatchEvent(new CustomEvent(`autocomplete:${name}`, { detail, bubbles: true }));
  }

  #ask(force = false) {
    const present = this.#read();
    this.#owing = false;
    if (!present || !(present.before.trim() || force)) return;
    if (this.#hold || !this.connection.ready) {
      this.#owing = true;
      this.connection.wake();
      return;
    }
    this.connection.send(this.#inquiries.ask(present, this.#mostText, force));
  }

  #onFrame = (/** @type {any} */ frame) => {
    if (frame.type === "ready") {
      this.#mostText = frame.limits.max_text;
      if (this.#owing) this.#ask();
    } else if (frame.type === "suggestions") {
      this.#answer(frame);
    } else if (frame.type === "error") {
      this.#fail(frame);
    }
  };

  /** @param {any} frame */
  #answer(frame) {
    const asked = this.#inquiries.answered(frame.id);
    if (!asked || frame.id <= this.#declined) return;
    this.#tell("answered", { frame });
    const present = this.#read();
    // While the person moves in the list it keeps still under them.
    if (!present || (this.#entered && frame.id === this.#current?.id)) return;
    this.#refresh("moved");
    const { room } = this.field;
    const fresh = candidatesOf(frame, asked).filter((candidate) => fits(candidate, present, room));
    if (!fresh.length) {
      if (frame.final && frame.id === this.#inquiries.last) this.#hide("moved");
      return;
    }
    this.#current = nextGhost(this.#current, fresh, this.#cycled);
    this.#candidates = fresh.includes(this.#current) ? fresh : [...fresh, this.#current];
    if (this.#shownId !== frame.id) {
      this.#shownId = frame.id;
      this.#shownAt = performance.now();
    }
    this.#paint();
    this.#tell("shown", { id: frame.id, items: frame.items });
  }

  /** @param {any} error */
  #fail({ id, code, message, retry_after_ms: retryAfterMs }) {
    if (id) this.#inquiries.answered(id);
    this.#tell("error", { code, message });
    if (!RETRIED_ERRORS.includes(code)) return;
    this.#owing = true;
    clearTimeout(this.#hold);
    this.#hold = setTimeout(() => {
      this.#hold = undefined;
      if (this.#owing) this.#ask();
    }, retryAfterMs ?? RETRY_MS);
  }

  #onInput = (/** @type {InputEvent} */ event) => {
    if (this.#inserting) return;
    if (this.#composing || event.isComposing) return this.#hide("moved");
    this.#tabbedAt = -Infinity;
    this.#entered = this.#cycled = false;
    if (event.inputType?.startsWith("delete")) this.#hide("moved");
    else this.#refresh("typed_past");
    // Extensions that rewrite the field must not run up requests.
    if (event.isTrusted) this.#ask();
  };

  #onKey = (/** @type {KeyboardEvent} */ event) => {
    if (event.isComposing || event.keyCode === 229) return;
    const wanted = intent(event, {
      shown: this.#shown,
      ghost: this.#ghosted,
      entered: this.#entered,
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
  #keepsTab(event) {
    if (event.key === "Escape") {
      this.#declined = this.#inquiries.last;
      this.#tabbedAt = -Infinity;
    }
    if (event.key !== "Tab" || event.shiftKey || event.altKey || event.ctrlKey) return false;
    const since = performance.now() - this.#tabbedAt;
    return since < (this.#inquiries.pending ? DUE_TAB_MS : DOUBLE_TAB_MS);
  }

  /**
   * @param {Intent} wanted
   * @param {string} key
   * @returns {boolean} whether there was something to do
   */
  #carryOut(wanted, key) {
    switch (wanted.name) {
      case "take":
        this.#take(this.#current);
        if (key === "Tab") this.#tabbedAt = performance.now();
        return true;
      case "word":
        this.#take(this.#current, firstWord);
        return true;
      case "pick":
        if (!this.#candidates[wanted.index]) return false;
        this.#take(this.#candidates[wanted.index]);
        return true;
      case "hide":
        this.#declined = this.#inquiries.last;
        this.#hide("escape");
        return true;
      case "ask":
        this.#declined = 0;
        this.#ask(true);
        return true;
      case "enter":
        this.#entered = true;
        this.#paint();
        return true;
      default: {
        this.#cycled = true;
        const { length } = this.#candidates;
        const index = this.#candidates.indexOf(/** @type {Candidate} */ (this.#current));
        this.#current = this.#candidates[(index + wanted.by + length) % length];
        this.#paint();
        return true;
      }
    }
  }

  /**
   * @param {Candidate | null} candidate
   * @param {(rest: string) => string} part how much of it
   */
  #take(candidate, part = (rest) => rest) {
    this.#refresh("moved");
    const present = this.#read();
    if (!present || !candidate || !this.#candidates.includes(candidate)) return;
    const rest = candidate.whole.slice(present.before.length);
    const text = part(rest);
    const { id, rank } = candidate;
    const msShown = Math.round(performance.now() - this.#shownAt);
    this.#inserting = true;
    this.field.insert(text);
    this.#inserting = false;
    this.connection.send({ type: "accept", id, rank, length: [...text].length, ms_shown: msShown });
    if (text === rest) this.#clear();
    else this.#refresh("moved");
    this.#tell("accepted", { id, rank, text });
    this.#ask();
  }

  /** Look again once the browser has carried out what it does by default, before it paints. */
  #recheck = () => {
    if (this.#shown) requestAnimationFrame(() => this.#refresh("moved"));
  };

  /**
   * Drop what does not fit the present text; hide when nothing is left, saying why.
   *
   * @param {Reason} reason
   */
  #refresh(reason) {
    if (!this.#shown) return;
    const present = this.#read();
    const { room } = this.field;
    const fitting = present ? this.#candidates.filter((each) => fits(each, present, room)) : [];
    if (!fitting.length) {
      const typedOut = this.#candidates.some(({ whole }) => whole === present?.before);
      return this.#hide(typedOut ? "moved" : reason);
    }
    this.#candidates = fitting;
    if (!this.#current || !fitting.includes(this.#current)) {
      this.#current = fitting[0];
      this.#entered = this.#cycled = false;
    }
    this.#paint();
  }

  #paint() {
    const present = this.field.read();
    if (!present || !this.#current) return;
    const { before, after } = present;
    const rest = this.#current.whole.slice(before.length);
    const atLineEnd = !after || after.startsWith("\n");
    const place = this.mirror.lay(present, atLineEnd && !this.#coarse.matches ? rest : "");
    this.#ghosted = place.ghosted;
    this.#rightToLeft = RIGHT_TO_LEFT.test(rest);
    const typed = /\S*$/.exec(before)?.[0] ?? "";
    const rows = this.#candidates.map(({ whole, prob }) => ({
      typed,
      rest: whole.slice(before.length),
      prob,
    }));
    this.list.show(rows, this.#candidates.indexOf(this.#current), this.#entered, place);
    const count = rows.length === 1 ? "1 suggestion" : `${rows.length} suggestions`;
    const key = this.#ghosted ? "Tab takes it" : "Alt and 1 takes it";
    this.announcer.say(
      `${count}. First: ${rest.trim() || rest}, ${percent(this.#current.prob)}. ${key}.`,
    );
  }

  /** @param {Reason} reason */
  #hide(reason) {
    if (!this.#current) return;
    const { id } = this.#current;
    this.#clear();
    if (reason !== "moved") this.connection.send({ type: "dismiss", id, reason });
    this.#tell("dismissed", { id, reason });
  }

  #clear() {
    this.#candidates = [];
    this.#current = null;
    this.#entered = this.#cycled = this.#ghosted = false;
    this.mirror.hide();
    this.list.hide();
    this.announcer.say("");
  }
}
