/** `align-monitor serve`: runs until SIGINT or SIGTERM, and then ends within ten seconds. A second signal ends it at once. */

import { constants } from 'node:os';
import { Command, InvalidArgumentError, Option } from 'commander';
import { VIEWS, type View } from '../contract/index.js';
import { isLoopbackHost } from '../access/client.js';
import { resolveAccess } from '../options/access.js';
import { isRecord } from '../options/values.js';
import { createServer, type ServerOptions } from '../standalone.js';
import { OPTIONS_FILE, readOptionsFile } from './options-file.js';

/** The command's arguments. What is not given is as in the file of options, or else as `createServer` has it. */
export interface ServeArguments {
  /** A file with the options of `createServer`. */
  options?: string;
  port?: number;
  host?: string;
  metricsDir?: string;
  /** What strangers see. */
  public?: View;
  url?: string;
  trustProxy?: boolean;
  allowedHost?: string[];
  /** For how long it goes on answering after SIGTERM, so that load balancers see that it is about to end. */
  drainSeconds: number;
}

const CHOOSE =
  'Say what strangers see with --public status (or level, all, none), give --options a file with access, or set ALIGN_MONITOR_VIEWER_TOKEN or ALIGN_MONITOR_OPERATOR_TOKEN.';

/** The command. */
export function serveCommand(): Command {
  return new Command('serve')
    .description('run the monitor as a server of its own')
    .option('--port <number>', 'port to listen on, 5004 unless given; 0 takes any that is free', portOf)
    .option('--host <address>', 'address to listen on, 127.0.0.1 unless given')
    .option('--options <file>', `${OPTIONS_FILE}; what is given here takes precedence`)
    .addOption(new Option('--public <view>', 'what strangers see; the status unless given').choices(VIEWS))
    .option('--url <address>', 'where browsers reach the server, such as https://monitor.example')
    .option('--trust-proxy', 'believe the X-Forwarded headers of one proxy in front of the server')
    .option('--allowed-host <name...>', 'other names under which browsers reach the server')
    .option('--metrics-dir <folder>', 'folder in which history and alerts are kept; in memory alone unless given')
    .option('--drain-seconds <number>', 'after SIGTERM, answer for so long that it is not ready; 0 to 5', drainOf, 4)
    .action(serve);
}

/**
 * Starts the server and prints its addresses. After SIGTERM it is not ready, goes on answering for some seconds, finishes
 * the requests under way and exits with code 0. After SIGINT, which a person at the terminal sends, it does the same
 * without the wait. A wrong argument, a taken port, or an address that others reach while nobody has said what they see:
 * exit code 1.
 */
async function serve({ drainSeconds, ...given }: ServeArguments): Promise<void> {
  try {
    const options = await serverOptions(given);
    refuseUndecided(options);
    const started = await createServer(options);
    let isEnding = false;
    const end = (signal: 'SIGINT' | 'SIGTERM'): void => {
      if (isEnding) process.exit(128 + constants.signals[signal]);
      isEnding = true;
      started.drain(signal === 'SIGTERM' ? drainSeconds : 0).then(
        () => console.log('align-monitor has ended'),
        (error: unknown) => {
          console.error(error);
          process.exitCode = 1;
        },
      );
    };
    process.on('SIGINT', end);
    process.on('SIGTERM', end);
    const base = started.url + (options.basePath ?? '');
    console.log(`align-monitor listens\n  page     ${base}/monitoring\n  figures  ${base}/metrics`);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}

/** @throws TypeError for a file that cannot be read */
async function serverOptions({
  options: file,
  public: view,
  allowedHost: allowedHosts,
  ...rest
}: Omit<ServeArguments, 'drainSeconds'>): Promise<ServerOptions> {
  // What is wrong in it, `createServer` says.
  const options: ServerOptions = file === undefined ? {} : await readOptionsFile(file);
  const { access } = options;
  return {
    ...options,
    ...rest,
    ...(allowedHosts && { allowedHosts }),
    ...(view && { access: { ...(isRecord(access) ? access : {}), public: view } }),
  };
}

/** @throws Error where others reach the address, and nobody has said what they see */
function refuseUndecided({ host = '127.0.0.1', access }: ServerOptions): void {
  // What is no host, `createServer` refuses.
  if (typeof host !== 'string' || isLoopbackHost(host.includes(':') ? `[${host}]` : host)) return;
  const { tokens, viewer, operator } = resolveAccess(access, process.env);
  const isDecided = typeof access === 'object' && access.public !== undefined;
  const hasLogin =
    viewer !== undefined || operator !== undefined || Object.values(tokens).some((list) => list.length > 0);
  if (!isDecided && !hasLogin) throw new Error(`align-monitor: ${host} can be reached by others. ${CHOOSE}`);
}

function portOf(text: string): number {
  const port = Number(text);
  if (text.trim() !== '' && Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  throw new InvalidArgumentError('Allowed: a whole number from 0 to 65535.');
}

function drainOf(text: string): number {
  const seconds = Number(text);
  if (text.trim() !== '' && seconds >= 0 && seconds <= 5) return seconds;
  throw new InvalidArgumentError('Allowed: 0 to 5.');
}
