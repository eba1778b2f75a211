/** A clock and timers that stand still until they are told to move: nothing sleeps, everything is on time. */

interface Timer {
  id: number;
  at: number;
  run: () => void;
}

/** Takes the place of the page's timers and clock until `restore`. */
export class FakeTime {
  now: number;
  #timers: Timer[] = [];
  #nextId = 1_000_000;
  readonly #real = {
    setTimeout: window.setTimeout.bind(window),
    clearTimeout: window.clearTimeout.bind(window),
    now: Date.now.bind(Date),
  };

  constructor(start = Date.parse('2026-11-23T21:00:00Z')) {
    this.now = start;
    Date.now = () => this.now;
    window.setTimeout = ((run: () => void, delay = 0) => {
      const id = this.#nextId++;
      this.#timers.push({ id, at: this.now + Math.max(0, delay), run });
      return id;
    }) as typeof window.setTimeout;
    window.clearTimeout = ((id?: number) => {
      this.#timers = this.#timers.filter((timer) => timer.id !== id);
    }) as typeof window.clearTimeout;
  }

  /** How many timers are waiting. */
  get waiting(): number {
    return this.#timers.length;
  }

  /** Lets so many milliseconds pass, and whatever falls due in them happen in its order. */
  async pass(milliseconds: number): Promise<void> {
    const end = this.now + milliseconds;
    await this.settle();
    for (;;) {
      const [next] = this.#timers.filter(({ at }) => at <= end).sort((one, other) => one.at - other.at);
      if (next === undefined) break;
      this.#timers = this.#timers.filter((timer) => timer !== next);
      this.now = Math.max(this.now, next.at);
      next.run();
      await this.settle();
    }
    this.now = end;
  }

  /** Lets everything that is only a promise away happen. */
  async settle(): Promise<void> {
    for (let turn = 0; turn < 5; turn++) await new Promise((done) => this.#real.setTimeout(done, 0));
  }

  /** Waits for what takes real time, such as loading a module. */
  async until(isSo: () => boolean): Promise<void> {
    for (let turn = 0; !isSo(); turn++) {
      if (turn > 200) throw new Error(`never: ${isSo.toString()}`);
      await this.settle();
    }
  }

  restore(): void {
    window.setTimeout = this.#real.setTimeout;
    window.clearTimeout = this.#real.clearTimeout;
    Date.now = this.#real.now;
  }
}
