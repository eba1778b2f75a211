import { actionUrl, postAlertAction } from '../../../widget/data/alert-actions.js';
import type { AlignMonitor } from '../../../widget/index.js';
import { find, findAll, mount, textOf } from '../support/element.js';
import { expect } from '../support/expect.js';
import { gone, refuse } from '../support/fake-server.js';
import { fixtures } from '../support/fixtures.js';
import { Stage } from '../support/stage.js';

describe('what is done about an alert', () => {
  let stage: Stage;

  beforeEach(() => {
    stage = new Stage();
    stage.server.metrics = () => fixtures.degraded(stage.time.now);
  });

  afterEach(() => stage.clear());

  const shown = async (attributes: Record<string, string> = {}) => {
    const element = await mount({ variant: 'page', ...attributes }, 1200);
    await stage.time.until(() => findAll(element, '.alerts .alert').length > 0);
    return element;
  };
  const open = async (element: AlignMonitor, name: string) => {
    findAll(element, '.alerts button')
      .find(({ innerText }) => innerText.startsWith(name))
      ?.click();
    await stage.time.until(() => findAll(element, 'dialog[open]').length === 1);
  };
  const fill = (element: AlignMonitor, name: string, value: string) => {
    (find(element, `input[name=${name}]`) as HTMLInputElement).value = value;
  };
  const send = async (element: AlignMonitor) => {
    find(element, 'dialog .first').click();
    await stage.time.settle();
  };

  it('is posted beside the figures', () => {
    const mute = { kind: 'mute', type: 'latency_high', minutes: 60 } as const;
    expect(actionUrl('https://portal.example/base/metrics?token=1', mute)).to.eql(
      'https://portal.example/base/monitoring/alerts/mute?token=1',
    );
    expect(actionUrl('https://portal.example/metrics', { kind: 'acknowledge', id: '../x y' })).to.eql(
      'https://portal.example/monitoring/alerts/..%2Fx%20y/acknowledge',
    );
    expect(actionUrl('https://portal.example/figures.json', mute)).to.eql(null);
  });

  it('never rejects, whatever comes of it', async () => {
    const settings = { src: `${location.origin}/metrics`, credentials: 'same-origin', token: null } as const;
    stage.server.answerPost = gone;
    expect(await postAlertAction(settings, { kind: 'acknowledge', id: '1' })).to.eql(0);
    stage.server.answerPost = refuse(403);
    expect(await postAlertAction(settings, { kind: 'acknowledge', id: '1' })).to.eql(403);
  });

  const names = (element: AlignMonitor) => findAll(element, '.alerts button').map((button) => button.innerText);

  it('begins at buttons beside the alerts that fire, for the team alone', async () => {
    expect(names(await shown()).map((name) => name.split('\n')[0])).to.eql(['Acknowledge', 'Mute']);
    expect(names(await shown({ audience: 'everyone' }))).to.eql([]);
  });

  it('is not offered a second time; a mute can be ended instead, unless it is a maintenance', async () => {
    stage.server.metrics = () => fixtures.handled(stage.time.now);
    const element = await shown();
    expect(names(element).map((name) => name.split('\n')[0])).to.eql(['Unmute']);
    stage.server.metrics = () => ({ ...fixtures.handled(stage.time.now), mutes: [] });
    await stage.time.pass(5000);
    expect(names(element)).to.eql([]);
  });

  const unmuteButtons = (element: AlignMonitor) =>
    findAll(element, '.actions button').filter(({ innerText }) => innerText.startsWith('Unmute'));
  const unmute = async (element: AlignMonitor, place: number, posts = 1) => {
    unmuteButtons(element)[place]?.click();
    await stage.time.until(() => stage.server.posted.length === posts);
    await stage.time.settle();
  };

  it('is an end of a mute, at once: of an alert that fires, or of a rule of which nothing does', async () => {
    stage.server.metrics = () => fixtures.handled(stage.time.now);
    const element = await shown();
    expect(unmuteButtons(element)).to.have.length(2);
    const before = stage.server.asked.length;
    await unmute(element, 0);
    await unmute(element, 1, 2);
    expect(stage.server.posted).to.eql([
      { path: '/monitoring/alerts/mute', body: { type: '5xx_detected', minutes: 0 } },
      { path: '/monitoring/alerts/mute', body: { type: 'csrf_detected', minutes: 0 } },
    ]);
    expect(findAll(element, 'dialog, .column [role=status]')).to.have.length(0);
    expect(stage.server.asked).to.have.length(before + 2);
  });

  it('may be refused at the end of a mute, which is said, and can be tried again', async () => {
    stage.server.metrics = () => fixtures.handled(stage.time.now);
    stage.server.answerPost = refuse(403);
    const element = await shown();
    await unmute(element, 1);
    expect(textOf(element, '.page > [role=status]')).to.eql('csrf_detected: You may not do this from here.');
    await stage.time.pass(5000);
    expect(stage.server.posted).to.have.length(1);
    stage.server.answerPost = () => Response.json({});
    await unmute(element, 1, 2);
    expect(findAll(element, '.page > [role=status]')).to.have.length(0);
  });

  it('lets nobody but the team end a mute', async () => {
    stage.server.metrics = () => fixtures.handled(stage.time.now);
    expect(unmuteButtons(await shown({ audience: 'everyone' }))).to.have.length(0);
  });

  it('leaves alone what the reader has gone on to before the end of a mute was answered', async () => {
    const metrics = fixtures.degraded(stage.time.now);
    stage.server.metrics = () => ({ ...metrics, mutes: fixtures.handled(stage.time.now).mutes });
    let answer: (response: Response) => void = () => undefined;
    stage.server.answerPost = () => new Promise((resolve) => (answer = resolve));
    const element = await shown();
    await unmute(element, 0);
    await open(element, 'Mute');
    answer(Response.json({}));
    await stage.time.settle();
    expect(findAll(element, 'dialog[open]')).to.have.length(1);
  });

  it('is a mute for as long as is chosen, with a name and a note', async () => {
    const element = await shown();
    await open(element, 'Mute');
    expect(textOf(element, 'dialog')).to.contain('Alerts of latency_high are recorded, but nobody is told.');
    const focused = element.shadowRoot?.activeElement as HTMLInputElement;
    expect([focused.name, focused.checked]).to.eql(['minutes', true]);
    find(element, 'input[value="480"]').click();
    fill(element, 'by', ' Ada ');
    fill(element, 'note', 'Planned load');
    const before = stage.server.asked.length;
    await send(element);
    expect(stage.server.posted).to.eql([
      {
        path: '/monitoring/alerts/mute',
        body: { type: 'latency_high', minutes: 480, by: 'Ada', note: 'Planned load' },
      },
    ]);
    expect(findAll(element, 'dialog')).to.have.length(0);
    expect(stage.server.asked).to.have.length(before + 1);
  });

  it('is an acknowledgement, which needs neither', async () => {
    const element = await shown();
    await open(element, 'Acknowledge');
    await send(element);
    const id = encodeURIComponent(element.data?.alerts[0]?.id ?? '');
    expect(stage.server.posted).to.eql([{ path: `/monitoring/alerts/${id}/acknowledge`, body: {} }]);
  });

  it('remembers the name for the next time', async () => {
    const element = await shown();
    await open(element, 'Mute');
    fill(element, 'by', 'Ada');
    await send(element);
    await open(element, 'Acknowledge');
    expect((find(element, 'input[name=by]') as HTMLInputElement).value).to.eql('Ada');
  });

  for (const [answer, sentence] of [
    [refuse(403), 'You may not do this from here.'],
    [refuse(404), 'The server does not know this alert any more.'],
    [refuse(500), 'That did not work (500). Try again.'],
    [gone, 'The server does not answer. Try again.'],
  ] as const) {
    it(`may be refused, which is said in a sentence: ${sentence}`, async () => {
      stage.server.answerPost = answer;
      const element = await shown();
      await open(element, 'Mute');
      fill(element, 'note', 'kept');
      await send(element);
      expect(textOf(element, 'dialog .problem')).to.eql(sentence);
      expect((find(element, 'input[name=note]') as HTMLInputElement).value).to.eql('kept');
      expect(element.status).to.eql('degraded');
      find(element, 'dialog .actions button').click();
      await stage.time.until(() => findAll(element, 'dialog').length === 0);
    });
  }

  it('keeps what is being written while new figures come', async () => {
    const element = await shown();
    await open(element, 'Mute');
    fill(element, 'note', 'half a');
    await stage.time.pass(5000);
    expect((find(element, 'input[name=note]') as HTMLInputElement).value).to.eql('half a');
    expect(findAll(element, 'dialog[open]')).to.have.length(1);
  });

  it('is shown: who has seen it, until when it is muted, that it comes and goes', async () => {
    stage.server.metrics = () => fixtures.handled(stage.time.now);
    const element = await shown();
    expect(textOf(element, '.alerts')).to.match(
      /Acknowledged by Ada at \d\d:\d\d: Looking at the database\s*Muted until \d\d:\d\d\s*Comes and goes/,
    );
    expect(textOf(element, '.alerts ~ .message')).to.match(
      /^csrf_detected is muted until \d\d:\d\d: A scanner is at work$/,
    );
  });

  it('is text, whatever the server says', async () => {
    const metrics = fixtures.handled(stage.time.now);
    const evil = '<img src=x onerror=alert(1)>';
    stage.server.metrics = () => ({
      ...metrics,
      alerts: metrics.alerts.map((alert) => ({
        ...alert,
        message: evil,
        acknowledged: { by: evil, note: evil, at: alert.timestamp },
      })),
    });
    const element = await shown();
    expect(findAll(element, 'img')).to.have.length(0);
    expect(textOf(element, '.alerts')).to.contain(evil);
  });
});
