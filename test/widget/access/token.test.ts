import '../../../widget/define.js';
import { fetchJson } from '../../../widget/data/fetch-json.js';
import { findAll, mount } from '../support/element.js';
import { expect } from '../support/expect.js';
import { fixtures } from '../support/fixtures.js';
import { statusOf } from '../support/public.js';
import { Stage } from '../support/stage.js';

const TOKEN = 'a-secret-that-nobody-reads';

describe('the token', () => {
  let stage: Stage;

  beforeEach(() => {
    stage = new Stage();
  });

  afterEach(() => stage.clear());

  const withToken = async (token: string, attributes: Record<string, string> = {}) => {
    const element = document.createElement('align-monitor');
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    element.token = token;
    document.body.append(element);
    await element.updateComplete;
    await stage.time.until(() => element.data !== null);
    return element;
  };

  it('is sent with every request: figures, history, checks, single requests, session and actions', async () => {
    stage.server.metrics = () => fixtures.handled(stage.time.now);
    const element = await withToken(TOKEN, { variant: 'page' });
    await stage.time.until(() => findAll(element, '.endpoints-table [aria-expanded]').length > 0);
    findAll(element, '.endpoints-table [aria-expanded]')[0]?.click();
    findAll(element, '[part=account]')[0]?.click();
    await stage.time.until(() => stage.server.askedRequests.length === 2 && stage.server.askedSession === 1);
    findAll(element, '.actions button')[0]?.click();
    await stage.time.until(() => stage.server.posted.length === 1);
    expect(stage.server.askedHistory.length).to.be.greaterThan(0);
    stage.server.metrics = () => ({ ...fixtures.handled(stage.time.now), checks: [] });
    await element.refresh();
    await stage.time.until(() => stage.server.healthSignals.length > 0);
    expect(new Set(stage.server.authorizations)).to.eql(new Set([`Bearer ${TOKEN}`]));
  });

  it('is nowhere in the document, in the data or in what is reported', async () => {
    const reported: unknown[] = [];
    document.addEventListener('align-monitor-error', ({ detail }) => reported.push(detail), { once: true });
    const element = await withToken(TOKEN);
    stage.server.answer = () => new TypeError('Failed to fetch');
    await element.refresh();
    expect(element.hasAttribute('token')).to.eql(false);
    const parts = [element, ...(element.shadowRoot?.children ?? [])];
    const markup = parts.map((part) => new XMLSerializer().serializeToString(part));
    const all = [...markup, JSON.stringify([element.data, reported])].join(' ');
    expect(all.includes(TOKEN)).to.eql(false);
    expect(reported).to.have.length(1);
  });

  it('is none of an attribute', async () => {
    await mount({ token: TOKEN });
    await stage.time.settle();
    expect(stage.server.authorizations).to.eql([null]);
  });

  it('may be set before the element is defined', async () => {
    const early = document.implementation.createHTMLDocument().createElement('align-monitor');
    early.token = TOKEN;
    document.body.append(early);
    await stage.time.until(() => early.data !== null);
    expect(stage.server.authorizations).to.eql([`Bearer ${TOKEN}`]);
  });

  it('keeps two elements apart that have different ones', async () => {
    await withToken('one');
    await withToken('two');
    await withToken('two');
    expect(stage.server.authorizations).to.eql(['Bearer one', 'Bearer two']);
  });

  it('polls at once when it changes, and forgets what was for another reader', async () => {
    const element = await withToken(TOKEN);
    stage.server.metrics = () => statusOf(fixtures.healthy(stage.time.now));
    element.token = null;
    await element.updateComplete;
    expect(element.data).to.eql(null);
    await stage.time.until(() => element.data !== null);
    expect(stage.server.authorizations.slice(0, 2)).to.eql([`Bearer ${TOKEN}`, null]);
    expect(element.data?.endpoints).to.eql([]);
  });

  it('is not told by an error about it', async () => {
    stage.server.restore();
    const credentials = { credentials: 'same-origin', signal: new AbortController().signal } as const;
    for (const bad of [`${TOKEN}\n${TOKEN}`, `${TOKEN}€`]) {
      const { status, error } = await fetchJson('/metrics', { ...credentials, token: bad });
      expect([status, error.includes(TOKEN)]).to.eql([0, false]);
    }
  });
});
