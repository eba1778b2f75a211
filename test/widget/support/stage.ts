/** What every test of the element needs: a clock that stands still, a server that is a function, and a tidy page. */
import { useStrings, type AlignMonitor } from '../../../widget/index.js';
import { mount } from './element.js';
import { FakeServer } from './fake-server.js';
import { FakeTime } from './fake-time.js';

/** One test's surroundings. */
export class Stage {
  readonly time = new FakeTime();
  readonly server = new FakeServer();
  /** What was written to the console as a warning. */
  readonly warnings: string[] = [];
  readonly #warn = console.warn.bind(console);

  constructor() {
    console.warn = (message: string) => this.warnings.push(message);
  }

  /** An element that has had its first answer, if there is one. */
  async show(attributes: Record<string, string> = {}, width?: number): Promise<AlignMonitor> {
    const element = await mount(attributes, width);
    await this.time.settle();
    return element;
  }

  /** Takes everything off the page and gives back what was taken from it. */
  async clear(): Promise<void> {
    for (const element of document.querySelectorAll('align-monitor')) element.remove();
    await this.time.settle();
    useStrings({});
    console.warn = this.#warn;
    this.server.restore();
    this.time.restore();
  }
}
