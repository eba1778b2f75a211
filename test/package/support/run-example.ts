/** Runs an example of JavaScript or TypeScript among stand-ins for what the reader's app has. */

import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { createServer, type RequestListener, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Router from '@koa/router';
import express from 'express';
import Fastify from 'fastify';
import Koa from 'koa';
import * as packageNames from '../../../server/index.js';
import { createMonitor, type Monitor } from '../../../server/index.js';
import { type Block, runSnippet } from '../../tools/docs/run-snippet.js';
import { TOKENS } from './asked.js';

/** In place of the file of a secret. */
const tokenFile = join(tmpdir(), `align-monitor-token-${process.pid}`);

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
export async function runExample({ text }: Block): Promise<void> {
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
    ...{ createServer: (listener: RequestListener) => track(createServer(listener)), server: createServer() },
    process: { env: { ...env, ...smtp, NODE_APP_INSTANCE: '0' }, once: noop },
    ...{ framework: { onRequest: noop, onError: noop }, module: {} },
    ...{ startReflection: noop, callModel: noop, writeReport: noop, ctx: {}, logger: console },
    ...{ mustBeStaff: noop, isStaff: noop, sessionOf: noop, pager: { page: noop } },
    ...{ pool: { query: noop }, queue: { size: 3 }, tokenOfThisReader: noop },
    ...{ console: { ...console, log: (value: unknown) => printed.push(String(value)) } },
    ...{ defineNitroPlugin: noop, fromNodeMiddleware: noop },
    popUp: { document: { body: { append: noop } } },
    ...{ document: { querySelector: () => ({}), addEventListener: noop } },
    client: { increment: noop, gauge: noop, distribution: noop, event: noop },
  };
  const own = { 'align-monitor': { ...packageNames, createMonitor: makeMonitor } };
  writeFileSync(tokenFile, 'token-of-a-viewer\n');
  try {
    const anyPort = text
      .replaceAll(/(listen\(\s*|port: )(3000|5004|9100)/g, '$10')
      .replace('/run/secrets/viewer', tokenFile);
    const made = await runSnippet(anyPort, { given, modules: { ...modules, ...own } }, ['server', 'close']);
    const { server = given.server, close } = made as { server?: Server | { stop(): unknown }; close?: () => unknown };
    if ('stop' in server) closing.unshift(() => server.stop());
    else if (server.listening) closing.unshift(() => server.close());
    if (close !== undefined) closing.unshift(close);
    const promised = [...text.matchAll(/console\.log\(.*\); \/\/ (.*)$/gm)].map(([, value]) => value);
    assert.deepEqual(printed, promised);
  } finally {
    rmSync(tokenFile);
    for (const close of closing) await close();
  }
}
