/** Every fenced block of the documentation: it is run, or compared with what the code says. An unknown one is a failure. */

import assert from 'node:assert/strict';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it, mock } from 'node:test';
import Router from '@koa/router';
import type { Command } from 'commander';
import express from 'express';
import Fastify from 'fastify';
import Koa from 'koa';
import { RULE_METRICS } from '../../server/contract/index.js';
import { DEFAULT_RULES } from '../../server/options/default-rules.js';
import { program } from '../../server/cli/program.js';
import { describe as describeNotice } from '../../server/cli/notify-test.js';
import { describe as describeReplay } from '../../server/cli/replay.js';
import { createMonitor, type Monitor } from '../../server/index.js';
import * as packageNames from '../../server/index.js';
import { blocksOf, documents, readDocument } from '../tools/docs/markdown.js';
import { type Block, runSnippet } from '../tools/docs/run-snippet.js';
import { root } from '../tools/setup.js';

interface Manifest {
  modules: {
    declarations: { customElement?: boolean; [list: string]: unknown }[];
  }[];
}

const TOKENS = { operator: 'token-of-an-operator', ingest: 'token-for-reports' };
const manifest = JSON.parse(readFileSync(join(root, 'dist', 'custom-elements.json'), 'utf8')) as Manifest;
const element = manifest.modules.flatMap(({ declarations }) => declarations).find((one) => one.customElement);
const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: object };
const namesOf = (list: string): string[] => ((element?.[list] ?? []) as { name: string }[]).map(({ name }) => name);
/** In place of the file of a secret. */
const tokenFile = join(tmpdir(), `align-monitor-token-${process.pid}`);
const blocks = documents.flatMap((path) => blocksOf(path));

/** Modules of frameworks that are not installed here, and files of the reader's app. */
const noop = (): undefined => undefined;
const answering = (_request: unknown, response: { end(): void }): void => response.end();
const modules: Record<string, object> = {
  next: { default: () => ({ prepare: async () => undefined, getRequestHandler: () => answering }) },
  './dist/server/entry.mjs': { handler: answering },
  './build/handler.js': { handler: answering },
  './app.module.js': { AppModule: Object },
  '@nestjs/core': {
    NestFactory: {
      create: async () => ({ use: noop, useGlobalFilters: noop, getHttpAdapter: noop, listen: async () => undefined }),
    },
    BaseExceptionFilter: Object,
  },
  '@nestjs/common': { Catch: () => () => undefined },
  '@angular/core': { Component: () => () => undefined, CUSTOM_ELEMENTS_SCHEMA: {} },
  // Its first import takes seconds.
  '@sentry/node': { getClient: () => ({ captureEvent: () => undefined, on: () => undefined }) },
  '@vitejs/plugin-vue': { default: () => ({}) },
};

/** Runs a block among what the examples find in the reader's app, and ends what it has started. */
async function runJavaScript({ text }: Block): Promise<void> {
  const closing: (() => unknown)[] = [];
  const track = <T extends { close(): unknown }>(made: T): T => {
    closing.unshift(() => made.close());
    return made;
  };
  const makeMonitor = (options?: object): Monitor => track(createMonitor(options));
  const printed: string[] = [];
  const framework = /^\/\/ (Express|Fastify)/.exec(text)?.[1];
  const apps = { Express: () => express(), Fastify: () => track(Fastify()) };
  const app = framework === 'Express' || framework === 'Fastify' ? apps[framework]() : new Koa();
  const smtp = { SMTP_URL: 'smtp://mail.example', PAGERDUTY_KEY: 'key', WEBHOOK_SECRET: 'a secret of 16 letters' };
  const env = { PIPELINE_TOKEN: 'token-of-a-pipeline', OPERATOR_TOKEN: TOKENS.operator, INGEST_TOKEN: TOKENS.ingest };
  const given = {
    ...{ createMonitor: makeMonitor, getMonitor: noop, monitor: makeMonitor(), app, router: new Router(), Router },
    ...{ createServer, server: createServer(), process: { env: { ...env, ...smtp }, once: noop } },
    ...{ startReflection: noop, callModel: noop, writeReport: noop, ctx: {}, logger: console },
    ...{ mustBeStaff: noop, isStaff: noop, sessionOf: noop, pager: { page: noop } },
    ...{ pool: { query: noop }, queue: { size: 3 }, tokenOfThisReader: noop },
    ...{ console: { ...console, log: (value: unknown) => printed.push(String(value)) } },
    ...{ defineNitroPlugin: noop, fromNodeMiddleware: noop },
    ...{ document: { querySelector: () => ({}), addEventListener: noop } },
    client: { increment: noop, gauge: noop, distribution: noop, event: noop },
  };
  const own = { 'align-monitor': { ...packageNames, createMonitor: makeMonitor } };
  try {
    const anyPort = text.replaceAll(/(listen\(|port: )(3000|5004)/g, '$10').replace('/run/secrets/viewer', tokenFile);
    const made = await runSnippet(anyPort, { given, modules: { ...modules, ...own } }, ['server', 'close']);
    const { server = given.server, close } = made as { server?: Server | { stop(): unknown }; close?: () => unknown };
    if ('stop' in server) closing.unshift(() => server.stop());
    else if (server.listening) closing.unshift(() => server.close());
    if (close !== undefined) closing.unshift(close);
    const promised = [...text.matchAll(/console\.log\(.*\); \/\/ (.*)$/gm)].map(([, value]) => value);
    assert.deepEqual(printed, promised);
  } finally {
    for (const close of closing) await close();
  }
}

/** The tags of a markup, with their attributes. */
function tagsOf(markup: string): { name: string; attributes: Record<string, string> }[] {
  return [...markup.matchAll(/<([a-z][\w-]*)((?:\s+[^\s=>/]+(?:=(?:"[^"]*"|\{[^\n]*\}))?)*)\s*\/?>/g)].map(
    ([, name = '', rest = '']) => ({
      name,
      attributes: Object.fromEntries(
        [...rest.matchAll(/([^\s=>/]+)(?:=(?:"([^"]*)"|\{[^\n]*\}))?/g)].map(([, key = '', value = '']) => [
          key,
          value,
        ]),
      ),
    }),
  );
}

/** Asks the monitor for what a document names by its address or path. */
type Ask = (address: string, init?: RequestInit) => Promise<Response>;

async function checkMarkup({ text }: Block, ask: Ask): Promise<void> {
  const tags = tagsOf(text);
  const events = namesOf('events');
  const known = ['class', ...namesOf('attributes'), ...events.flatMap((name) => [`on${name}`, `@${name}`])];
  for (const { name, attributes } of tags) {
    if (name === 'align-monitor') {
      const names = Object.keys(attributes).map((key) => key.replace(/^:|^\[(.*)\]$|^\{(.*)\}$/, '$1$2'));
      assert.deepEqual(
        names.filter((key) => !known.includes(key)),
        [],
      );
    }
    const source = attributes['src'];
    if (source !== undefined) assert.equal((await ask(source)).status, 200, source);
  }
  for (const [, name = ''] of text.matchAll(/::part\(([\w-]+)\)/g)) assert.ok(namesOf('cssParts').includes(name), name);
  assert.ok(
    tags.some(({ name }) => ['align-monitor', 'iframe'].includes(name)),
    'it embeds nothing',
  );
}

function checkStyle({ text }: Block): void {
  const used = (pattern: RegExp): string[] => [...text.matchAll(pattern)].map(([, name = '']) => name);
  const unknown = [
    ...used(/(--align-[\w-]+)/g).filter((name) => !namesOf('cssProperties').includes(name)),
    ...used(/::part\(([\w-]+)\)/g).filter((name) => !namesOf('cssParts').includes(name)),
    ...used(/:state\(([\w-]+)\)/g).filter((name) => !namesOf('cssStates').includes(name)),
  ];
  assert.deepEqual(unknown, []);
  assert.match(text, /^align-monitor/);
}

/** Whether commander takes such a command line. */
function checkCommand(words: readonly string[]): void {
  const [name, ...rest] = words;
  const command: Command | undefined = program.commands.find((one) => one.name() === name);
  assert.ok(command, `align-monitor has no command ${name}`);
  const { operands, unknown } = command.parseOptions(rest.slice(0, rest.includes('>') ? rest.indexOf('>') : undefined));
  assert.deepEqual(unknown, []);
  assert.equal(operands.length, command.registeredArguments.length, words.join(' '));
}

/** The commands that documents show, each with what makes sure that it works; bundlers.test.ts runs `cp` and esbuild. */
const commands: [pattern: RegExp, check: (words: string[], ask: Ask) => unknown][] = [
  [/^npx align-monitor /, ([, , ...words]) => checkCommand(words.filter((word) => word !== '&'))],
  [/^npm install align-monitor$|^npm start$/, () => undefined],
  [/^npm run /, ([, , script = '']) => assert.ok(script in scripts, script)],
  [/^export ALIGN_MONITOR_(VIEWER|OPERATOR|INGEST)_TOKEN=\$\(openssl rand -hex 24\)$/, () => undefined],
  [/^echo "\$ALIGN_MONITOR_OPERATOR_TOKEN"$/, () => undefined],
  [/^printf %s "\$ALIGN_MONITOR_VIEWER_TOKEN" > viewer-token$/, () => undefined],
  [/^prometheus --config.file=prometheus.yml$|^flask --app app run$/, () => undefined],
  [/^cp -r node_modules\/align-monitor\/dist\/browser /, () => undefined],
  [/^npx esbuild /, () => undefined],
  [/^curl /, checkRequest],
];

async function checkRequest(words: string[], ask: Ask): Promise<void> {
  const address = words.at(-1) ?? '';
  const line = words.join(' ');
  const headers = Object.fromEntries(
    [...line.matchAll(/-H ["']([\w-]+): ([^"']*)["']/g)].map(([, name = '', value = '']) => [
      name,
      value.replace(/\$ALIGN_MONITOR_(\w+)_TOKEN/, (_all, whom: string) =>
        String(Reflect.get(TOKENS, whom.toLowerCase())),
      ),
    ]),
  );
  const body = / -d '(.*?)' /.exec(line)?.[1] ?? '{"kind":"feature","feature":"export"}';
  const { status } = await ask(address, { method: 'POST', headers, body });
  assert.ok(status === 201 || status === 202, `${address} answers ${status}`);
}

async function checkShell({ text }: Block, ask: Ask): Promise<void> {
  for (const line of text.trim().split('\n')) {
    const [, check] = commands.find(([pattern]) => pattern.test(line)) ?? [];
    assert.ok(check, `no test knows the command ${line}`);
    await check(line.split(' '), ask);
  }
}

/** JSON is an answer of `GET /metrics`, or lines for `POST /monitoring/ingest`. */
async function checkJson({ text }: Block, ask: Ask): Promise<void> {
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

function checkYaml({ text }: Block): void {
  const file = readFileSync(join(root, 'demo/observability/prometheus.yml'), 'utf8');
  assert.equal(text, file.replaceAll(/^#.*\n/gm, ''));
}

/** The integration tests run the file itself with Flask. */
function checkPython({ text }: Block): void {
  const file = readFileSync(join(root, 'demo/flask/align_monitor.py'), 'utf8');
  const [, url = ''] = /^def monitor\(app, url=("[^"]*")\):/m.exec(file) ?? [];
  assert.ok(text.includes(`monitor(app, url=${url})`));
}

/** What commands print, and a policy. */
async function checkText({ text }: Block, ask: Ask): Promise<void> {
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

const checks: Record<string, (block: Block, ask: Ask) => unknown> = {
  js: runJavaScript,
  ts: runJavaScript,
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
    writeFileSync(tokenFile, 'token-of-a-viewer\n');
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
    rmSync(tokenFile);
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
