/** Says once, when the process begins to listen, what strangers see and how to see more. */

import diagnostics from 'node:diagnostics_channel';
import { Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server as TlsServer } from 'node:tls';
import type { View } from '../contract/index.js';
import type { ResolvedOptions } from '../options/monitor-options.js';
import { OneTimeKey } from './one-time-key.js';

/** Published by Node when any server of the process has begun to listen. */
const LISTENING = 'tracing:net.server.listen:asyncEnd';

const SEEN: Record<View, string> = {
  none: 'nothing',
  level: 'the level alone',
  status: 'the status and its main figures',
  all: 'everything',
};

/** An app that makes several monitors says it once. */
let isSaid = false;

/** What is announced, and until when. */
export interface Announcement {
  /** Signs one browser in; undefined when there is none. */
  oneTimeKey: OneTimeKey | undefined;
  /** Says that strangers are answered: before, there is nothing to announce. */
  answersStrangers: () => void;
  /** Announces no more. */
  stop: () => void;
}

/**
 * Announces how the monitor can be reached, where nobody has said who may see what. A process on a terminal gets a key that
 * signs one browser in.
 * @param print called once, when a server listens and strangers are answered
 */
export function announceAccess(
  { access, basePath, origin }: Pick<ResolvedOptions, 'access' | 'basePath' | 'origin'>,
  print: (line: string) => void,
): Announcement {
  const hasKey = !access.isConfigured && !access.isLocal && process.stdout.isTTY;
  const oneTimeKey = hasKey ? new OneTimeKey() : undefined;
  const stop = (): void => void diagnostics.unsubscribe(LISTENING, announce);
  let url: string | undefined;
  let areAnswered = false;
  const say = (): void => {
    if (url === undefined || !areAnswered || (oneTimeKey === undefined && isSaid)) return;
    isSaid = true;
    print(`align-monitor: ${lineFor(access, oneTimeKey, url)}`);
  };
  const announce = (message: unknown): void => {
    const { server } = message as { server?: unknown };
    const address = server instanceof HttpServer || server instanceof TlsServer ? server.address() : null;
    if (address === null || typeof address === 'string') return;
    stop();
    url = (origin ?? urlOf(server instanceof TlsServer, address)) + basePath;
    say();
  };
  const answersStrangers = (): void => {
    if (areAnswered) return;
    areAnswered = true;
    say();
  };
  if (!access.isConfigured || access.isLocal) diagnostics.subscribe(LISTENING, announce);
  return { oneTimeKey, answersStrangers, stop };
}

function lineFor(access: ResolvedOptions['access'], key: OneTimeKey | undefined, url: string): string {
  if (access.isLocal) return 'every client on this machine is an operator; do not run a proxy in front of it';
  const seen = `strangers see ${SEEN[access.public]} at ${url}/monitoring`;
  return key === undefined
    ? `${seen}; to see more, set ALIGN_MONITOR_OPERATOR_TOKEN or the option access, and sign in there`
    : `${seen}; to see everything in one browser, open ${url}/monitoring/sign-in#key=${key.key}`;
}

function urlOf(isTls: boolean, { address, family, port }: AddressInfo): string {
  const isOwn = ['::', '0.0.0.0', '127.0.0.1', '::1'].includes(address);
  const host = isOwn ? 'localhost' : family === 'IPv6' ? `[${address}]` : address;
  return `${isTls ? 'https' : 'http'}://${host}:${port}`;
}
