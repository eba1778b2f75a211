import { AlignMonitor } from '../../../widget/index.js';
import { expect } from '../support/expect.js';
import { FakeServer } from '../support/fake-server.js';

describe('the tag', () => {
  it('is registered by ./define alone, keeps what was set before, and may be defined again', async () => {
    const server = new FakeServer();
    expect(customElements.get('align-monitor')).to.eql(undefined);
    const early = document.createElement('align-monitor');
    Object.assign(early, { src: '/early/metrics', interval: 60, label: 'Early' });
    document.body.append(early);

    await import('../../../widget/define.js');
    expect(customElements.get('align-monitor')).to.eql(AlignMonitor);
    await early.updateComplete;
    expect(early).to.be.instanceOf(AlignMonitor);
    expect(server.asked).to.eql([`${location.origin}/early/metrics`]);
    expect(early.interval).to.eql(60);
    expect(early.shadowRoot?.querySelector('section')?.ariaLabel).to.eql('Early');

    await import(/* @vite-ignore */ `${new URL('../../../widget/define.ts', import.meta.url).href}?again`);
    early.remove();
    server.restore();
  });
});
