/** Opens and closes the popover where the browser has none, such as Safari before 17. Loaded there alone. */
import type { ReactiveController, ReactiveControllerHost } from 'lit';
import type { ViewSource } from '../controllers/view-source.js';
import { popoverFallbackStyles } from '../styles/popover-fallback.styles.js';

/** For the popover. */
export const styles = [popoverFallbackStyles];

/** Adds it to an element. */
export function addTo(host: ReactiveControllerHost & HTMLElement, source: () => ViewSource): object {
  return new PopoverFallback(host, source);
}

/** As a native popover: its button toggles it, Escape and a click elsewhere close it. */
class PopoverFallback implements ReactiveController {
  readonly #host: HTMLElement;
  readonly #source: () => ViewSource;
  #document: Document | undefined;

  constructor(host: ReactiveControllerHost & HTMLElement, source: () => ViewSource) {
    this.#host = host;
    this.#source = source;
    host.addController(this);
  }

  hostConnected(): void {
    this.#document = this.#host.ownerDocument;
    this.#document.addEventListener('click', this.#clicked);
    this.#document.addEventListener('keydown', this.#pressed);
  }

  hostDisconnected(): void {
    this.#document?.removeEventListener('click', this.#clicked);
    this.#document?.removeEventListener('keydown', this.#pressed);
  }

  hostUpdated(): void {
    const popover = this.#find('[popover]');
    if (popover) popover.hidden = !this.#isOpen;
    this.#find('[popovertarget]')?.setAttribute('aria-expanded', String(this.#isOpen));
  }

  get #isOpen(): boolean {
    return this.#source().state.isPopoverOpen;
  }

  readonly #clicked = (event: MouseEvent): void => {
    const path = event.composedPath();
    const isOn = (selector: string) => path.some((target) => target === this.#find(selector));
    if (isOn('[popovertarget]')) this.#toggle(!this.#isOpen);
    else if (!isOn('[popover]')) this.#toggle(false);
  };

  readonly #pressed = ({ key }: KeyboardEvent): void => {
    if (key === 'Escape') this.#toggle(false);
  };

  #toggle(isPopoverOpen: boolean): void {
    if (isPopoverOpen === this.#isOpen) return;
    const popover = this.#find('[popover]');
    if (popover?.contains(this.#host.shadowRoot?.activeElement ?? null)) this.#find('[popovertarget]')?.focus();
    this.#source().setState({ isPopoverOpen });
  }

  #find(selector: string): HTMLElement | null | undefined {
    return this.#host.shadowRoot?.querySelector<HTMLElement>(selector);
  }
}
