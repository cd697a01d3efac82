/** What of a drawing is in view: moved and zoomed by pointer, wheel, keyboard and buttons. */

const STEP = 1.25;
const MOST_ZOOM = 8;
/** How many units of a drawing a pixel shows at first, at the most: labels are 12 units high. */
const MOST_UNITS = 1.2;
/** The part of the window that an arrow key moves by. */
const NUDGE = 0.15;
const LEAST_SEEN = 0.2;

export class TreeView {
  #window;
  /** @type {SVGSVGElement | null} */
  #drawing = null;
  #width = 1;
  #height = 1;
  #box = { x: 0, y: 0, width: 1, height: 1 };

  /**
   * @param {HTMLElement} window
   * @param {NodeListOf<HTMLElement>} buttons with `data-zoom`
   */
  constructor(window, buttons) {
    this.#window = window;
    for (const button of buttons) {
      button.addEventListener("click", () => this.#act(button.dataset.zoom ?? ""));
    }
    window.addEventListener("keydown", (event) => this.#pressed(event));
    window.addEventListener("wheel", (event) => this.#rolled(event), { passive: false });
    window.addEventListener("pointerdown", (event) => this.#grabbed(event));
  }

  /**
   * Shows a drawing from its left edge on, as much as fits while its labels can be read.
   * @param {SVGSVGElement} drawing
   * @param {number} width
   * @param {number} height
   * @param {number} middle what to centre, from the top
   */
  show(drawing, width, height, middle) {
    this.#drawing = drawing;
    this.#width = width;
    this.#height = height;
    this.#window.replaceChildren(drawing);
    const whole = this.#whole();
    const zoom = Math.min(1, (this.#window.clientWidth * MOST_UNITS) / whole.width);
    const [seen, high] = [whole.width * zoom, whole.height * zoom];
    const top = high >= height ? (height - high) / 2 : Math.min(height - high, Math.max(0, middle - high / 2));
    this.#look(0, top, seen, high);
  }

  /** Shows all of the drawing, as large as it goes but not beyond its own size. */
  fit() {
    const { width, height } = this.#whole();
    this.#look(0, (this.#height - height) / 2, width, height);
  }

  #whole() {
    const shape = this.#window.clientWidth / Math.max(1, this.#window.clientHeight);
    const height = Math.max(this.#height, this.#width / shape, this.#window.clientHeight);
    return { width: height * shape, height };
  }

  /** @param {string} wish */
  #act(wish) {
    if (wish === "in") this.#zoom(STEP);
    if (wish === "out") this.#zoom(1 / STEP);
    if (wish === "fit") this.fit();
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const { width, height } = this.#box;
    /** @type {Record<string, () => void>} */
    const keys = {
      "+": () => this.#zoom(STEP),
      "=": () => this.#zoom(STEP),
      "-": () => this.#zoom(1 / STEP),
      0: () => this.fit(),
      ArrowLeft: () => this.#move(-NUDGE * width, 0),
      ArrowRight: () => this.#move(NUDGE * width, 0),
      ArrowUp: () => this.#move(0, -NUDGE * height),
      ArrowDown: () => this.#move(0, NUDGE * height),
    };
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }

  /** @param {WheelEvent} event */
  #rolled(event) {
    // Without Ctrl the wheel scrolls the page, on which the picture is but a part.
    if (!event.ctrlKey) return;
    event.preventDefault();
    const bounds = this.#window.getBoundingClientRect();
    const across = (event.clientX - bounds.left) / bounds.width;
    const down = (event.clientY - bounds.top) / bounds.height;
    this.#zoom(event.deltaY < 0 ? STEP : 1 / STEP, across, down);
  }

  /** @param {PointerEvent} event */
  #grabbed(event) {
    if (event.button !== 0) return;
    const from = { x: event.clientX, y: event.clientY, box: { ...this.#box } };
    const scale = this.#box.width / Math.max(1, this.#window.clientWidth);
    /** @param {PointerEvent} moved */
    const move = (moved) =>
      this.#look(
        from.box.x - (moved.clientX - from.x) * scale,
        from.box.y - (moved.clientY - from.y) * scale,
        from.box.width,
        from.box.height,
      );
    this.#window.setPointerCapture(event.pointerId);
    this.#window.addEventListener("pointermove", move);
    const end = () => this.#window.removeEventListener("pointermove", move);
    for (const last of ["pointerup", "pointercancel"]) this.#window.addEventListener(last, end, { once: true });
  }

  /**
   * @param {number} factor above 1 to come nearer
   * @param {number} [across] the point that stays where it is, as a share of the window's width
   * @param {number} [down] and of its height
   */
  #zoom(factor, across = 0.5, down = 0.5) {
    const { x, y, width, height } = this.#box;
    const nearest = this.#window.clientWidth / MOST_ZOOM;
    const farthest = 2 * Math.max(this.#width, (this.#height * width) / height, this.#window.clientWidth);
    const wider = Math.min(farthest, Math.max(nearest, width / factor));
    const higher = (height * wider) / width;
    this.#look(x + (width - wider) * across, y + (height - higher) * down, wider, higher);
  }

  /**
   * @param {number} right
   * @param {number} down
   */
  #move(right, down) {
    const { x, y, width, height } = this.#box;
    this.#look(x + right, y + down, width, height);
  }

  /**
   * @param {number} x
   * @param {number} y
   * @param {number} width
   * @param {number} height
   */
  #look(x, y, width, height) {
    // However far somebody moves, a part of the drawing stays in view.
    const across = LEAST_SEEN * Math.min(width, this.#width);
    const down = LEAST_SEEN * Math.min(height, this.#height);
    this.#box = {
      x: Math.min(this.#width - across, Math.max(across - width, x)),
      y: Math.min(this.#height - down, Math.max(down - height, y)),
      width,
      height,
    };
    const box = this.#box;
    this.#drawing?.setAttribute("viewBox", `${box.x} ${box.y} ${box.width} ${box.height}`);
  }
}
