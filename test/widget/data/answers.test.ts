import { findAll, textOf } from '../support/element.js';
import { expect } from '../support/expect.js';
import { gone, refuse } from '../support/fake-server.js';
import { fixtures } from '../support/fixtures.js';
import { Stage } from '../support/stage.js';

describe('<align-monitor> says what is wrong, and never goes blank, when src answers', () => {
  let stage: Stage;

  beforeEach(() => {
    stage = new Stage();
  });

  afterEach(() => stage.clear());

  const answers: Record<string, () => Response> = {
    HTML: () => new Response('<!doctype html><h1>Sign in</h1>', { headers: { 'content-type': 'text/html' } }),
    nothing: () => new Response(''),
    null: () => Response.json(null),
    'a number': () => Response.json(7),
    'another JSON': () => Response.json({ ok: true }),
    'half a JSON': () => new Response('{ "status": "healthy", '),
    'a list': () => Response.json([fixtures.healthy(Date.now())]),
    'no summary': () => Response.json({ ...fixtures.healthy(Date.now()), summary: undefined }),
  };
  for (const [name, answer] of Object.entries(answers)) {
    it(name, async () => {
      stage.server.answer = answer;
      const element = await stage.show();
      expect(element.status).to.eql('not-a-monitor');
      expect(textOf(element, '.head')).to.contain('Not a monitor');
      expect(textOf(element, '.sentence')).to.contain('/metrics answers, but not with a monitor’s figures.');
      expect(findAll(element, '.figure')).to.have.length(4);
    });
  }

  it('401, 502, or not at all', async () => {
    stage.server.answer = refuse(401);
    const element = await stage.show();
    expect(element.status).to.eql('unauthorised');
    stage.server.answer = refuse(502);
    await element.refresh();
    expect(element.status).to.eql('unreachable');
    expect(textOf(element, '.sentence')).to.contain('502');
    stage.server.answer = gone;
    await element.refresh();
    expect(textOf(element, '.sentence')).to.eql('/metrics does not answer.');
  });

  for (const [code, status] of [
    [304, 'unreachable'],
    [403, 'unauthorised'],
    [404, 'not-a-monitor'],
    [503, 'unreachable'],
  ] as const) {
    it(`${code}, with or without figures from before`, async () => {
      stage.server.answer = () => new Response(null, { status: code });
      const element = await stage.show();
      expect(element.status).to.eql(status);
      stage.server.answer = null;
      await element.refresh();
      expect(element.status).to.eql('healthy');
      stage.server.answer = () => new Response(null, { status: code });
      await stage.time.pass(15_000);
      expect(element.status).to.eql(status === 'unreachable' ? 'stale' : status);
      expect(findAll(element, '.figure')).to.have.length(4);
      expect(textOf(element, '.figures')).to.contain('131');
    });
  }

  it('words that it does not know', async () => {
    const alert = { ...fixtures.degraded(stage.time.now).alerts[0], severity: 'dire', state: 'firing' };
    const reasons = [{ what: 'p95_ms', level: 'awful', message: 'It is awful' }];
    stage.server.answer = () =>
      Response.json({
        ...fixtures.degraded(stage.time.now),
        reasons,
        alerts: [alert],
        checks: [{ name: 'disk', status: 'full' }],
      });
    stage.server.answerHealth = gone;
    const element = await stage.show({ variant: 'page' }, 1000);
    await stage.time.until(() => findAll(element, '.alerts .alert').length === 1);
    expect(textOf(element, '.alerts .alert')).to.contain('Firing, dire');
    expect(textOf(element, '.verdict')).to.contain('It is awful.');
    expect(findAll(element, '.figure.tone-warning')).to.have.length(1);
    expect(textOf(element, '.check')).to.eql('unknown');
    expect(findAll(element, 'path[d=undefined]')).to.have.length(0);
  });

  it('fields that are missing, null or absurd', async () => {
    const { status, timestamp } = fixtures.healthy(stage.time.now);
    const summary = { total_requests: 1e308, window_requests: null, requests_per_second: -1, active_sessions: '12' };
    stage.server.answer = () =>
      Response.json({ status, timestamp, summary, series: null, errors: 7, endpoints: [null, 1] });
    const element = await stage.show();
    expect(element.status).to.eql('healthy');
    expect(textOf(element, '.figure.sessions')).to.contain('0');
    expect(textOf(element, '.figure.p95')).to.contain('–');
  });
});

describe('<align-monitor> takes what comes from the server for text, and', () => {
  let stage: Stage;

  beforeEach(() => {
    stage = new Stage();
  });

  afterEach(() => stage.clear());

  it('shows whatever comes from the server as text', async () => {
    const evil = '<img src=x onerror="window.wasRun = true"><script>window.wasRun = true</script>';
    stage.server.metrics = () => ({
      ...fixtures.degraded(stage.time.now),
      reasons: fixtures.degraded(stage.time.now).reasons.map((reason) => ({ ...reason, what: evil, message: evil })),
      endpoints: [{ ...fixtures.healthy(stage.time.now).endpoints[0], endpoint: evil, method: evil } as never],
      alerts: fixtures.degraded(stage.time.now).alerts.map((alert) => ({ ...alert, message: evil, type: evil })),
      errors: { ...fixtures.healthy(stage.time.now).errors, [`recent_${evil}`]: 3 },
    });
    const element = await stage.show({ audience: 'team', label: evil });
    await stage.time.until(() => findAll(element, '.alert').length > 0);
    expect(findAll(element, 'img, script')).to.have.length(0);
    for (const selector of ['.sentence', '.endpoint', '.alert', '.classes', '.word']) {
      expect(textOf(element, selector), selector).to.contain('<img src=x onerror=');
    }
    expect('wasRun' in window).to.eql(false);
  });

  it('writes no style attribute, which a strict policy would block', async () => {
    stage.server.metrics = () => fixtures.degraded(stage.time.now);
    const element = await stage.show();
    await stage.time.until(() => findAll(element, '.alert').length > 0);
    expect(findAll(element, '[style]')).to.have.length(0);
  });
});
