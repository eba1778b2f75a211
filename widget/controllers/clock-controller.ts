/** Updates the element every second, because it shows how old the figures are. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';

const TICK_MS = 1000;

/** Schedules one update after each update; pauses while the page is hidden. */
export class ClockController implements ReactiveController {
  readonly #host: ReactiveControllerHost;
  readonly #nextChange: () => number;
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `nextChange` returns a time, in milliseconds since 1970, at which an update is due even before the next second. */
  constructor(host: ReactiveControllerHost, nextChange: () => number) {
    this.#host = host;
    this.#nextChange = nextChange;
    host.addController(this);
  }

  hostUpdated(): void {
    clearTimeout(this.#timer);
    if (document.hidden) return;
    const wait = this.#nextChange() - Date.now();
    this.#timer = setTimeout(() => this.#host.requestUpdate(), wait > 0 ? Math.min(TICK_MS, wait) : TICK_MS);
  }

  hostDisconnected(): void {
    clearTimeout(this.#timer);
  }
}
