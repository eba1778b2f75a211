import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it, mock } from 'node:test';
import { grafanaCommand } from '../../../server/cli/grafana.js';
import { rulesCommand } from '../../../server/cli/rules.js';
import { dashboard } from '../../../server/export/grafana/dashboard.js';
import { ruleFile } from '../../../server/export/prometheus/rule-file.js';
import { resolveRules } from '../../../server/options/rules.js';
import { root } from '../../tools/setup.js';

describe('the commands for Prometheus and Grafana', () => {
  let folder: string;
  let written: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'exports-'));
    written = '';
    const write = (text: unknown): boolean => ((written += String(text)), true);
    mock.method(process.stdout, 'write', write);
    mock.method(console, 'log', write);
    mock.method(console, 'error', write);
  });
  afterEach(async () => {
    mock.restoreAll();
    process.exitCode = undefined;
    await rm(folder, { recursive: true });
  });
  const rules = async (...words: string[]): Promise<string> => {
    await rulesCommand().parseAsync(words, { from: 'user' });
    return written;
  };

  it('print the default rules, and those of a file', async () => {
    assert.match(await rules(), /^groups:\n {2}- name: align-monitor\n[^]*alert: "latency_high"/);
    const file = join(folder, 'rules.json');
    await writeFile(
      file,
      '{ "latency_high": false, "quota": { "metric": "count", "errorClass": "quota", "threshold": 3 } }',
    );
    written = '';
    assert.match(await rules('--rules', file), /alert: "quota"/);
    assert.doesNotMatch(written, /latency_high/);
  });

  it('print what the options of a monitor say of rules, levels and objectives', async () => {
    const file = join(folder, 'options.json');
    const levels = {
      endpoints: { 'POST /model': { p95Ms: [3000, 8000] }, 'GET /export': { errorRatePercent: [2, 10] } },
    };
    const objectives = [{ name: 'uploads', target: 99, endpoints: ['POST /uploads'] }];
    await writeFile(file, JSON.stringify({ levels, objectives, alertRules: { csrf_detected: false } }));
    const text = await rules('--options', file);
    assert.deepEqual(
      Array.from(text.matchAll(/alert: "(.+)"/g), ([, name]) => name),
      [
        ...['error_rate_high', 'error_rate_high: GET /export', 'latency_high', '5xx_detected'],
        ...['error_budget_fast_burn', 'error_budget_slow_burn'],
      ],
    );
    assert.match(text, /http_route="\/model",http_request_method="POST",le=~"10/);
  });

  it('say what is wrong with the options, and take them or the rules', async () => {
    const file = join(folder, 'options.json');
    await writeFile(file, '{ "objectives": [{ "name": "a", "target": 99, "over": "28d" }] }');
    assert.match(await rules('--options', file), /^align-monitor: option objectives\.0\.over is "28d"; allowed/);
    written = '';
    assert.match(await rules('--options', file, '--rules', file), /of --rules and --options only one/);
    assert.equal(process.exitCode, 1);
  });

  it('say in one line which rule is wrong', async () => {
    const file = join(folder, 'rules.json');
    await writeFile(file, '{ "quota": { "metric": "count" } }');
    assert.match(await rules('--rules', file), /^align-monitor: .*rule "quota"/);
    assert.equal(process.exitCode, 1);
  });

  it('print the dashboard as JSON', async () => {
    await grafanaCommand().parseAsync([], { from: 'user' });
    assert.deepEqual(JSON.parse(written), JSON.parse(JSON.stringify(dashboard())));
  });
});

describe('the files of the demo', () => {
  const contentOf = (name: string): Promise<string> => readFile(join(root, 'demo/observability', name), 'utf8');

  it('are what the commands print', async () => {
    assert.equal(await contentOf('rules.yml'), ruleFile(resolveRules(undefined)));
    assert.deepEqual(JSON.parse(await contentOf('dashboard.json')), JSON.parse(JSON.stringify(dashboard())));
  });
});

describe('the documentation', () => {
  it('shows the configuration of Prometheus that the tests run', async () => {
    const configuration = await readFile(join(root, 'demo/observability/prometheus.yml'), 'utf8');
    const readme = await readFile(join(root, 'server/README.md'), 'utf8');
    assert.ok(readme.includes(`\`\`\`yaml\n${configuration.replaceAll(/^#.*\n/gm, '')}\`\`\``));
  });
});
