/** Ready-made checks for an HTTP address, a TCP port and free disk space. Their errors are written for people. */

import { statfs } from 'node:fs/promises';
import { connect, isIPv6 } from 'node:net';
import { isNumberIn, optionsObject, wrongArgument } from '../options/invalid-value.js';
import { ask, connectionError, readHttpUrl, shownUrl, withoutSecrets } from '../net/http-client.js';

/** A check for `Checks.add`: resolves when all is well, rejects with an error for people. */
export type Probe = (signal: AbortSignal) => Promise<void>;

/** How much must be free: one of the two. */
export type DiskSpaceLimit = { minFreePercent: number } | { minFreeBytes: number };

/** More of an answer is not read; the status came before it. */
const MAX_BODY_BYTES = 65_536;
const BYTE_UNITS = ['B', 'kB', 'MB', 'GB', 'TB'];

/**
 * Healthy when a GET is answered with a status below 400 (a redirect is an answer, and not followed), or with exactly
 * `expectStatus` where that is given. Credentials in the address are sent, but neither they nor the query are shown.
 * @throws TypeError naming what is wrong, its value and what is allowed
 */
export function checkHttp(url: string | URL, options?: { expectStatus?: number | undefined }): Probe {
  const address = httpUrl(url);
  const { expectStatus } = optionsObject('checkHttp', options, ['expectStatus']);
  if (expectStatus !== undefined && !isWhole(expectStatus, 100, 599)) {
    throw wrongArgument('checkHttp: option expectStatus', expectStatus, 'a whole number from 100 to 599');
  }
  return async (signal) => {
    const { status } = await ask(address, { signal, maxBytes: MAX_BODY_BYTES });
    if (expectStatus === undefined ? status < 400 : status === expectStatus) return;
    throw new Error(`${shownUrl(address)} answered ${status}`);
  };
}

/**
 * Healthy when a connection is accepted, which is then closed without a word (some servers log that).
 * @throws TypeError naming what is wrong, its value and what is allowed
 */
export function checkTcp(target: { host: string; port: number }): Probe {
  const { host, port } = optionsObject('checkTcp', target, ['host', 'port']);
  if (typeof host !== 'string' || !/^[^\s/@]{1,253}$/.test(host)) {
    throw wrongArgument('checkTcp: option host', host, 'a host name or an address');
  }
  if (!isWhole(port, 1, 65_535)) {
    throw wrongArgument('checkTcp: option port', port, 'a whole number from 1 to 65535');
  }
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
 * Healthy while the disk that holds `path` has so much free, as `df` counts: what is kept for root is not free.
 * @throws TypeError naming what is wrong, its value and what is allowed
 */
export function checkDiskSpace(settings: { path: string } & DiskSpaceLimit): Probe {
  const { path, minFreePercent, minFreeBytes } = optionsObject('checkDiskSpace', settings, [
    ...['path', 'minFreePercent', 'minFreeBytes'],
  ]);
  if (typeof path !== 'string' || path === '' || path.includes('\0')) {
    throw wrongArgument('checkDiskSpace: option path', path, 'a path');
  }
  if ((minFreePercent === undefined) === (minFreeBytes === undefined)) {
    const given = { minFreePercent, minFreeBytes };
    throw wrongArgument('checkDiskSpace: limit', given, 'either minFreePercent or minFreeBytes');
  }
  if (minFreePercent !== undefined && !isNumberIn(minFreePercent, 0, 100)) {
    throw wrongArgument('checkDiskSpace: option minFreePercent', minFreePercent, 'a number above 0 up to 100');
  }
  if (minFreeBytes !== undefined && !isNumberIn(minFreeBytes, 0, Number.MAX_SAFE_INTEGER)) {
    throw wrongArgument('checkDiskSpace: option minFreeBytes', minFreeBytes, 'bytes, above 0');
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
      throw new Error(`${bytesInWords(bytes)} of ${path} free, less than ${bytesInWords(minFreeBytes)}`);
    }
  };
}

function httpUrl(given: unknown): URL {
  const text = given instanceof URL ? given.href : given;
  const url = typeof text === 'string' ? readHttpUrl(text) : undefined;
  if (url !== undefined) return url;
  const shown = typeof text === 'string' ? withoutSecrets(text) : text;
  throw wrongArgument('checkHttp: url', shown, 'an address that begins with http:// or https://');
}

function isWhole(value: unknown, lowest: number, highest: number): value is number {
  return Number.isInteger(value) && isNumberIn(value, lowest - 1, highest);
}

function diskProblem(error: unknown, path: string): string {
  const { code, message } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT') return `${path} does not exist`;
  return code === 'EACCES' ? `${path} may not be read` : `${path}: ${message}`;
}

/** Down, so that what is under a limit never reads as equal to it. */
function roundedDown(value: number): number {
  return Math.floor(value * 10) / 10;
}

function bytesInWords(bytes: number): string {
  const step = Math.min(BYTE_UNITS.length - 1, Math.max(0, Math.floor(Math.log10(bytes) / 3)));
  return `${roundedDown(bytes / 1000 ** step)} ${BYTE_UNITS[step] ?? ''}`;
}
