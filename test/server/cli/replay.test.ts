import assert from 'node:assert/strict';
import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it, mock } from 'node:test';
import { Alerts } from '../../../server/alerts/alerts.js';
import { describe as describeReplay, replay, replayCommand, rulesFrom } from '../../../server/cli/replay.js';
import { encodeHistogram } from '../../../server/collector/histogram/encoding.js';
import { Histogram } from '../../../server/collector/histogram/histogram.js';
import { pack, type Snapshot, SNAPSHOT_MS } from '../../../server/history/snapshots.js';
import { resolveRules } from '../../../server/options/rules.js';
import { poisson, seeded } from '../support/random.js';

const NOW = Date.UTC(2026, 10, 26, 22);
const MINUTE = 60_000;
const at = (minutesAgo: number): number => NOW - minutesAgo * MINUTE;

interface Traffic {
  requests: number;
  failed: number;
  latencyMs?: number;
}

function step(t: number, { requests, failed, latencyMs = 80 }: Traffic): Snapshot {
  const histogram = new Histogram();
  for (let index = 0; index < requests; index++) histogram.record(latencyMs * (0.5 + index / requests));
  const latency = encodeHistogram(histogram);
  return {
    ...{ t, from: t, to: t + SNAPSHOT_MS, seconds: 300, requests, failed, errors: [['5xx', failed]], sessions: 7 },
    affected: null,
    ...{ levels: [300, 0, 0], worst: 0, latency, alerts: [], instruments: [] },
    endpoints: [{ endpoint: '/items/:id', method: 'GET', requests, failed, latency }],
  };
}

/** Steps up to now. @param traffic by the minutes from the step's begin until now */
function steps(hours: number, traffic: (minutesAgo: number) => Traffic | null): Snapshot[] {
  return Array.from({ length: 12 * hours }, (_, index) => 5 * (12 * hours - index)).flatMap((minutesAgo) => {
    const given = traffic(minutesAgo);
    return given === null ? [] : [step(at(minutesAgo), given)];
  });
}

const FINE: Traffic = { requests: 1500, failed: 3 };

describe('align-monitor replay', () => {
  let folder: string;
  let files = 0;

  before(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'align-monitor-replay-'));
  });

  after(() => rm(folder, { recursive: true }));

  async function folderOf(processes: readonly Snapshot[][], deploys: readonly number[] = []): Promise<string> {
    const own = await mkdtemp(path.join(folder, 'metrics-'));
    for (const [index, snapshots] of processes.entries()) {
      const id = String(index).padStart(16, '0');
      const history = { schema: 1, data: pack(snapshots, [NOW]) };
      await writeFile(path.join(own, `history-${id}.json`), JSON.stringify(history));
    }
    const alerting = new Alerts({ rules: [] }).toJSON();
    const stored = deploys.map((time) => ({ version: `${time}`, note: null, at: time }));
    const alerts = { schema: 1, data: { alerting, unsent: null, deploys: stored } };
    await writeFile(path.join(own, 'alerts-0000000000000000.json'), JSON.stringify(alerts));
    return own;
  }

  async function replayed(snapshots: Snapshot[], rules: Record<string, object> = {}) {
    return replay(await folderOf([snapshots]), resolveRules(rules), NOW);
  }

  it('finds an outage of 12 minutes once, as long as it was, to a step', async () => {
    // From 300 to 288 minutes ago everything failed.
    const outage = (minutesAgo: number): Traffic => {
      if (minutesAgo === 300 || minutesAgo === 295) return { requests: 1500, failed: 1500 };
      return minutesAgo === 290 ? { requests: 1500, failed: 600 } : FINE;
    };
    const { rules } = await replayed(steps(8, outage));
    const found = rules.find(({ rule }) => rule === 'error_rate_high');
    assert.ok(found?.firing.length === 1);
    const [{ from, to } = { from: 0, to: 0 }] = found.firing;
    assert.ok(Math.abs(from - at(300)) <= MINUTE, new Date(from).toISOString());
    assert.ok(Math.abs(to - from - 12 * MINUTE) <= 5 * MINUTE, `${(to - from) / MINUTE} minutes`);
    assert.equal(rules.find(({ rule }) => rule === 'latency_high')?.firing.length, 0);
  });

  it('finds nothing on a calm day, and no deploy that was worse', async () => {
    const random = seeded(11);
    const { rules, deploys } = await replayed(
      steps(24, () => ({ requests: 900 + poisson(100, random), failed: poisson(0.3, random) })),
    );
    assert.deepEqual(
      rules.map(({ rule, firing }) => [rule, firing.length]),
      [
        ['error_rate_high', 0],
        ['latency_high', 0],
        ['5xx_detected', 0],
        ['csrf_detected', 0],
      ],
    );
    assert.deepEqual(deploys, { halfHours: 47, worse: [] });
  });

  it('replays edited rules: a lower threshold fires where the default does not', async () => {
    const slow = (minutesAgo: number): Traffic => (minutesAgo === 60 ? { ...FINE, latencyMs: 300 } : FINE);
    const edited = {
      latency_high: { threshold: 300 },
      quiet: { metric: 'requests_per_second', comparison: '<', threshold: 1 },
    };
    const { rules } = await replayed(steps(2, slow), edited);
    const firing = new Map(rules.map((each) => [each.rule, each.firing.length]));
    assert.deepEqual([firing.get('latency_high'), firing.get('quiet')], [1, 0]);
    const usual = await replayed(steps(2, slow));
    assert.equal(usual.rules.find(({ rule }) => rule === 'latency_high')?.firing.length, 0);
  });

  it('replays the rules of an endpoint that is kept, and says of others why not', async () => {
    const result = await replayed(
      steps(2, (minutesAgo) => (minutesAgo === 60 ? { requests: 1500, failed: 300 } : FINE)),
      {
        items: { metric: 'error_rate', threshold: 0.05, endpoint: '/items/:id' },
        'items slow': { metric: 'p95', threshold: 500, endpoint: 'GET /items/:id' },
        rare: { metric: 'error_rate', threshold: 0.05, endpoint: '/rare' },
        counted: { metric: 'count', errorClass: '5xx', threshold: 5, endpoint: '/items/:id' },
        database: { metric: 'check', check: 'database' },
        loop: { metric: 'event_loop_delay', threshold: 100 },
        crowd: { metric: 'active_sessions', threshold: 5 },
      },
    );
    const firing = new Map(result.rules.map(({ rule, firing }) => [rule, firing.length]));
    assert.deepEqual([firing.get('items'), firing.get('items slow'), firing.get('crowd')], [1, 0, 1]);
    assert.deepEqual(
      result.notReplayed.map(({ rule }) => rule),
      ['rare', 'counted', 'database', 'loop'],
    );
    assert.match(describeReplay(result), / {2}database cannot be replayed: the results of checks are not kept\n/);
  });

  it('judges nothing in a gap, and nothing from before it', async () => {
    const failing: Traffic = { requests: 1500, failed: 1500 };
    const { rules, deploys } = await replayed(
      steps(3, (minutesAgo) => (minutesAgo > 90 ? failing : minutesAgo > 60 ? null : FINE)),
    );
    const [{ from, to } = { from: 0, to: 0 }] = rules.find(({ rule }) => rule === 'error_rate_high')?.firing ?? [];
    assert.deepEqual([to, from < at(179)], [at(90), true]);
    // A half hour each side of the gap: of the 90 minutes before it two borders, of the 60 after it one.
    assert.equal(deploys.halfHours, 3);
  });

  it('adds what several processes have counted', async () => {
    const failing = steps(1, (minutesAgo) =>
      minutesAgo === 30 ? { requests: 10, failed: 6 } : { requests: 10, failed: 0 },
    );
    const alone = await replay(await folderOf([failing]), resolveRules({}), NOW);
    const together = await replay(await folderOf([failing, failing, failing]), resolveRules({}), NOW);
    const firing = ({ rules }: typeof alone) => rules.find(({ rule }) => rule === 'error_rate_high')?.firing.length;
    assert.deepEqual([firing(alone), firing(together)], [0, 1]);
  });

  it('tells which half hours would have been "worse", except those of a real deploy', async () => {
    const worse = (minutesAgo: number): Traffic => (minutesAgo > 120 ? FINE : { requests: 1500, failed: 75 });
    const found = await replayed(steps(5, worse));
    assert.deepEqual(
      found.deploys.worse.map(({ at: when }) => when),
      [at(120)],
    );
    assert.match(
      describeReplay(found),
      /would have been "worse" in 1 of 9 half hours without a deploy, first at 2026-11-26 20:00 UTC: Error rate 5 %/,
    );
    const deployed = await replay(await folderOf([steps(5, worse)], [at(120)]), resolveRules({}), NOW);
    assert.deepEqual(deployed.deploys, { halfHours: 8, worse: [] });
  });

  it('changes nothing in the folder, and passes over what it cannot read', async () => {
    const own = await folderOf([steps(1, () => FINE)]);
    await writeFile(path.join(own, 'history-00000000000000ff.json'), '{');
    const look = async () =>
      Promise.all((await readdir(own)).map(async (name) => [name, (await stat(path.join(own, name))).mtimeMs]));
    const earlier = await look();
    const { problems } = await replay(own, resolveRules({}), NOW);
    assert.match(problems.join(), /history-00000000000000ff\.json could not be read/);
    assert.deepEqual(await look(), earlier);
  });

  it('says so when there is nothing to replay', async () => {
    await assert.rejects(replay(await folderOf([]), [], NOW), /no history of the last 24 hours is kept in /);
    await assert.rejects(replay(path.join(folder, 'missing'), [], NOW), /missing cannot be read: ENOENT/);
  });

  it('reads rules from JSON and from modules, and refuses them as the options do', async () => {
    const write = async (extension: string, text: string): Promise<string> => {
      const name = path.join(folder, `rules-${files++}.${extension}`);
      await writeFile(name, text);
      return name;
    };
    const thresholdIn = async (file: string) =>
      (await rulesFrom(file)).find(({ name }) => name === 'latency_high')?.threshold;
    assert.equal(await thresholdIn(await write('json', '{ "latency_high": { "threshold": 300 } }')), 300);
    assert.equal(await thresholdIn(await write('mjs', 'export default { latency_high: { threshold: 301 } };')), 301);
    assert.equal(await thresholdIn(await write('cjs', 'module.exports = { latency_high: { threshold: 302 } };')), 302);
    const wrong = await write('json', '{ "latency_high": { "threshold": -1 } }');
    await assert.rejects(rulesFrom(wrong), /rules-3\.json: rule "latency_high": field threshold is -1; allowed: /);
    await assert.rejects(
      rulesFrom(await write('mjs', 'export const rules = {};')),
      /rules-4\.mjs: the content is null/,
    );
    await assert.rejects(rulesFrom(await write('mjs', 'throw new Error("no")')), /rules-5\.mjs cannot be read: no;/);
  });

  it('prints JSON', async (context) => {
    const recently = Math.floor(Date.now() / SNAPSHOT_MS) * SNAPSHOT_MS;
    const own = await folderOf([[step(recently - 2 * SNAPSHOT_MS, FINE), step(recently - SNAPSHOT_MS, FINE)]]);
    const log = context.mock.method(console, 'log', () => undefined);
    await replayCommand().parseAsync([own, '--json'], { from: 'user' });
    mock.restoreAll();
    const printed = JSON.parse(String(log.mock.calls[0]?.arguments[0])) as { rules: object[]; step_seconds: number };
    assert.equal(printed.step_seconds, 300);
    assert.deepEqual(printed.rules[0], {
      rule: 'error_rate_high',
      severity: 'critical',
      fired: 0,
      seconds: 0,
      firing: [],
    });
  });
});
