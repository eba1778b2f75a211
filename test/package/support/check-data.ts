/** Compares JSON, YAML, Python and printed texts with what the code says. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe as describeNotice } from '../../../server/cli/notify-test.js';
import { describe as describeReplay } from '../../../server/cli/replay.js';
import type { Block } from '../../tools/docs/run-snippet.js';
import { root } from '../../tools/setup.js';
import { type Ask, TOKENS } from './asked.js';

/** JSON is an answer of `GET /metrics`, or lines for `POST /monitoring/ingest`. */
export async function checkJson({ text }: Block, ask: Ask): Promise<void> {
  if (text.startsWith('{"kind"')) {
    const headers = { authorization: `Bearer ${TOKENS.ingest}`, 'content-type': 'application/x-ndjson' };
    const answer = await ask('/monitoring/ingest', { method: 'POST', headers, body: text });
    assert.deepEqual(await answer.json(), {
      accepted: text.trim().split('\n').length,
      rejected: [],
      rejected_count: 0,
    });
    return;
  }
  const answer: unknown = await (await ask('/metrics')).json();
  assert.deepEqual(unknownKeys(JSON.parse(text), answer, ''), []);
}

/** What a shortened answer has that a whole one has not. */
function unknownKeys(shown: unknown, whole: unknown, path: string): string[] {
  if (Array.isArray(shown)) return shown.flatMap((one) => unknownKeys(one, (whole as unknown[])[0], path));
  if (typeof shown !== 'object' || shown === null) return [];
  // Their keys are names of the app's own.
  if (['.top_endpoints', '.feature_usage'].includes(path)) return [];
  return Object.entries(shown).flatMap(([key, value]) => {
    const known = typeof whole === 'object' && whole !== null && key in whole;
    return known ? unknownKeys(value, Reflect.get(whole, key), `${path}.${key}`) : [`${path}.${key}`];
  });
}

/** The configuration that the integration tests run. */
export function checkYaml({ text }: Block): void {
  const file = readFileSync(join(root, 'demo/observability/prometheus.yml'), 'utf8');
  assert.equal(text, file.replaceAll(/^#.*\n/gm, ''));
}

/** The integration tests run the file itself with Flask. */
export function checkPython({ text }: Block): void {
  const file = readFileSync(join(root, 'demo/flask/align_monitor.py'), 'utf8');
  const [, url = ''] = /^def monitor\(app, url=("[^"]*")\):/m.exec(file) ?? [];
  assert.ok(text.includes(`monitor(app, url=${url})`));
}

/** What commands print, and a policy. */
export async function checkText({ text }: Block, ask: Ask): Promise<void> {
  const hour = 3_600_000;
  const from = Date.UTC(2026, 10, 25, 22);
  const fired = { from: from + 19 * hour, to: from + 19 * hour + 13 * 60_000 };
  const texts = [
    describeReplay({
      kept: { from, to: from + 24 * hour },
      rules: [
        { rule: 'error_rate_high', severity: 'critical', firing: [fired] },
        { rule: 'latency_high', severity: 'warning', firing: [] },
      ],
      notReplayed: [{ rule: 'database', reason: 'the results of checks are not kept' }],
      deploys: { halfHours: 47, worse: [] },
      problems: [],
    }),
    [
      { target: 'https://hooks.slack.com', result: 'accepted' as const, reason: null },
      {
        ...{ target: 'e-mail through mail.example', result: 'failed' as const },
        reason: 'Error: connect ECONNREFUSED 10.0.0.7:25',
      },
    ]
      .map(describeNotice)
      .join('\n'),
  ];
  if (texts.includes(text.trimEnd())) return;
  if (/^[🔴✅]/u.test(text)) {
    const tested = readFileSync(join(root, 'test/server/alerts/outage-sentence.test.ts'), 'utf8');
    for (const line of text.trim().split('\n')) assert.ok(tested.includes(`'${line.replace(/^\S+ /, '')}'`), line);
    return;
  }
  const policy = (await ask('/monitoring')).headers.get('content-security-policy') ?? '';
  for (const directive of text.trim().split('; ')) assert.ok(policy.includes(directive), directive);
}
