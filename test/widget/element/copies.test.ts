import { expect } from '../support/expect.js';

describe('the tag', () => {
  it('is left to the copy that came first; the second says so and goes on', async () => {
    const { AlignMonitor } = await import('../../../widget/define.js');
    const define = customElements.get.bind(customElements);
    class Copy extends HTMLElement {
      static styles = [];
    }
    const warnings: string[] = [];
    const warn = console.warn;
    console.warn = (line: string) => warnings.push(line);
    // The registry of a page in which another copy came first.
    customElements.get = () => Copy;
    try {
      await import(/* @vite-ignore */ `${new URL('../../../widget/define.ts', import.meta.url).href}?second`);
    } finally {
      customElements.get = define;
      console.warn = warn;
    }
    expect(warnings).to.eql(['<align-monitor> is registered already, by another class']);
    expect(customElements.get('align-monitor')).to.eql(AlignMonitor);
  });
});
