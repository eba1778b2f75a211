/** Ready-made checks for an HTTP address, a TCP port and free disk space. Their errors are written for people. */

import { statfs } from 'node:fs/promises';
import { connect, isIPv6 } from 'node:net';
import { z } from 'zod';
import { connectionError, get, parseHttpUrl, withoutQuery, withoutSecrets } from '../net/http-client.js';
import { invalidValue, parse } from '../options/invalid-value.js';
import { integerFrom, optionsObject, positiveUpTo } from '../options/schema.js';

/** A check for `Checks.add`: resolves when all is well, rejects with an error for people. */
export type Probe = (signal: AbortSignal) => Promise<void>;

/** How much must be free: one of the two. */
export type DiskSpaceLimit = { minFreePercent: number } | { minFreeBytes: number };

/** The body is read up to here only; the status came before it. */
const MAX_BODY_BYTES = 65_536;
const BYTE_UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];

const HOST = 'a host name or an address';
const httpOptions = optionsObject({
  expectStatus: integerFrom(100, 599, 'a whole number from 100 to 599').optional(),
});
const tcpTarget = optionsObject({
  host: z.string(HOST).regex(/^[^\s/@]{1,253}$/, HOST),
  port: integerFrom(1, 65_535, 'a whole number from 1 to 65535'),
});
const diskSettings = optionsObject({
  path: z.string('a path').regex(/^[^\0]+$/, 'a path'),
  minFreePercent: positiveUpTo(100, 'a number above 0 up to 100').optional(),
  minFreeBytes: positiveUpTo(Number.MAX_SAFE_INTEGER, 'bytes, above 0').optional(),
});

/**
 * Healthy when a GET is answered with a status below 400, or with exactly `expectStatus` if that is given. A redirect is
 * an answer and not followed. Credentials in the address are sent, but neither they nor the query appear in errors.
 * @throws TypeError naming the invalid argument, its value and what is allowed
 */
export function checkHttp(url: string | URL, options?: { expectStatus?: number | undefined }): Probe {
  const address = httpUrl(url);
  const { expectStatus } = parse(httpOptions, options ?? {}, { prefix: 'checkHttp: ', whole: 'options' });
  return async (signal) => {
    const { status } = await get(address, { signal, maxBytes: MAX_BODY_BYTES });
    if (expectStatus === undefined ? status < 400 : status === expectStatus) return;
    throw new Error(`${withoutQuery(address)} answered ${status}`);
  };
}

/**
 * Healthy when a connection is accepted. It is closed without sending anything, which some servers log.
 * @throws TypeError naming the invalid argument, its value and what is allowed
 */
export function checkTcp(target: { host: string; port: number }): Probe {
  const { host, port } = parse(tcpTarget, target, { prefix: 'checkTcp: ', whole: 'options' });
  const where = `${isIPv6(host) ? `[${host}]` : host}:${port}`;
  return (signal) =>
    new Promise((resolve, reject) => {
      const socket = connect({ host, port, signal });
      socket.once('connect', () => {
        socket.destroy();
        resolve();
      });
      socket.on('error', (error) => reject(connectionError(error, where)));
    });
}

/**
 * Healthy while enough of the disk that holds `path` is free, as `df` counts: space reserved for root is not free.
 * @throws TypeError naming the invalid argument, its value and what is allowed
 */
export function checkDiskSpace(settings: { path: string } & DiskSpaceLimit): Probe {
  const prefix = 'checkDiskSpace: ';
  const { path, minFreePercent, minFreeBytes } = parse(diskSettings, settings, { prefix, whole: 'options' });
  if ((minFreePercent === undefined) === (minFreeBytes === undefined)) {
    throw invalidValue(`${prefix}limit`, { minFreePercent, minFreeBytes }, 'either minFreePercent or minFreeBytes');
  }
  return async (signal) => {
    signal.throwIfAborted();
    const { bavail, bfree, blocks, bsize } = await statfs(path).catch((error: unknown) => {
      throw new Error(diskProblem(error, path));
    });
    const usable = blocks - bfree + bavail;
    if (usable <= 0) throw new Error(`${path} is on no disk`);
    const percent = (100 * bavail) / usable;
    const bytes = bavail * bsize;
    if (minFreePercent !== undefined && percent < minFreePercent) {
      throw new Error(`${roundedDown(percent)} % of ${path} free, less than ${minFreePercent} %`);
    }
    if (minFreeBytes !== undefined && bytes < minFreeBytes) {
      throw new Error(`${formatBytes(bytes)} of ${path} free, less than ${formatBytes(minFreeBytes)}`);
    }
  };
}

function httpUrl(given: unknown): URL {
  const text = given instanceof URL ? given.href : given;
  const url = typeof text === 'string' ? parseHttpUrl(text) : undefined;
  if (url !== undefined) return url;
  const shown = typeof text === 'string' ? withoutSecrets(text) : text;
  throw invalidValue('checkHttp: url', shown, 'an address that begins with http:// or https://');
}

function diskProblem(error: unknown, path: string): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return `${path} does not exist`;
  return code === 'EACCES' ? `${path} may not be read` : `${path}: ${message}`;
}

/** Rounds down, so that a value under a limit never reads as equal to it. */
function roundedDown(value: number): number {
  return Math.floor(value * 10) / 10;
}

function formatBytes(bytes: number): string {
  const step = Math.min(BYTE_UNITS.length - 1, Math.max(0, Math.floor(Math.log10(bytes) / 3)));
  return `${roundedDown(bytes / 1000 ** step)} ${BYTE_UNITS[step] ?? ''}`;
}
