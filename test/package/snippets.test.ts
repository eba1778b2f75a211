/** Every fenced block of the documentation: it is run, or compared with what the code says. An unknown one is a failure. */

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { after, before, describe, it, mock } from 'node:test';
import { RULE_METRICS } from '../../server/contract/index.js';
import { createMonitor, type Monitor } from '../../server/index.js';
import { DEFAULT_RULES } from '../../server/options/default-rules.js';
import { blocksOf, documents, readDocument } from '../tools/docs/markdown.js';
import type { Block } from '../tools/docs/run-snippet.js';
import { root } from '../tools/setup.js';
import { type Ask, TOKENS } from './support/asked.js';
import { checkJson, checkPython, checkText, checkYaml } from './support/check-data.js';
import { checkMarkup, checkStyle } from './support/check-markup.js';
import { checkShell } from './support/check-shell.js';
import { runExample } from './support/run-example.js';

const blocks = documents.flatMap((path) => blocksOf(path));

const checks: Record<string, (block: Block, ask: Ask) => unknown> = {
  js: runExample,
  ts: runExample,
  html: checkMarkup,
  jsx: checkMarkup,
  vue: checkMarkup,
  svelte: checkMarkup,
  css: checkStyle,
  sh: checkShell,
  json: checkJson,
  yaml: checkYaml,
  python: checkPython,
  text: checkText,
};

describe('the examples of the documentation', () => {
  let monitor: Monitor;
  let server: Server;
  let ask: Ask;

  before(async () => {
    mock.method(console, 'warn', () => undefined);
    monitor = createMonitor({ access: { public: 'all', ...TOKENS } });
    monitor.recordRequest({ endpoint: '/', method: 'GET', statusCode: 200, latencyMs: 1 });
    server = createServer((_request, response) => response.writeHead(404).end());
    monitor.http(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const own = server.address();
    assert.ok(own !== null && typeof own === 'object');
    ask = (address, init) => {
      const { pathname, search } = new URL(address, 'http://app.example');
      return fetch(`http://127.0.0.1:${own.port}${pathname}${search}`, init);
    };
  });
  after(async () => {
    mock.restoreAll();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await monitor.close();
  });

  for (const block of blocks) {
    it(`${block.path}:${block.line} does what the code does`, async () => {
      const check = checks[block.language];
      assert.ok(check, `no test knows blocks of the language "${block.language}"`);
      await check(block, ask);
    });
  }

  describe('in the tables of server/README.md', () => {
    const reference = readDocument('server/README.md');
    const section = (heading: string): string => reference.split(`\n### ${heading}\n`)[1]?.split('\n### ')[0] ?? '';
    const named = (text: string, pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, name = '']) => name);

    it('are the addresses of the API, which answer', async () => {
      const rows = [...section('HTTP API').matchAll(/^\| `(GET|POST)(?:` and `POST)? (\/[^`]+)`/gm)];
      assert.ok(rows.length > 15);
      for (const [, method = '', path = ''] of rows) {
        const { status } = await ask(path.replace('<id>', '1'), { method });
        assert.ok(![404, 405].includes(status), `${method} ${path} answers ${status}`);
      }
    });

    it('are all metrics of rules, and the default rules', () => {
      const words = named(section('Alerts'), /`([\w]+)`/g);
      const metrics = RULE_METRICS.filter((name) => name !== 'instrument');
      for (const name of [...metrics, ...DEFAULT_RULES.keys()]) assert.ok(words.includes(name), name);
    });

    it('are names of Prometheus that the monitor has', () => {
      const folder = join(root, 'server/export/prometheus');
      const code = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'utf8'));
      const names = named(section('Prometheus and Grafana'), /`((?:http_server|align_monitor)_\w+)(?:`|…)/g);
      assert.ok(names.length > 15);
      for (const name of names) assert.ok(code.join('\n').includes(name), name);
    });
  });
});
