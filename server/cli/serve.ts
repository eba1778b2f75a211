/** `align-monitor serve`: runs until SIGINT or SIGTERM, and then ends within ten seconds. A second signal ends it at once. */

import { constants } from 'node:os';
import type { View } from '../contract/index.js';
import { isLoopbackHost } from '../access/client.js';
import { resolveAccess } from '../options/access.js';
import { createServer } from '../standalone.js';

/** The command's arguments. */
export interface ServeArguments {
  port: number;
  host: string;
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
  'Say what strangers see with --public status (or level, all, none), or set ALIGN_MONITOR_VIEWER_TOKEN or ALIGN_MONITOR_OPERATOR_TOKEN.';

/**
 * Starts the server and prints its addresses. After SIGTERM it is not ready, goes on answering for some seconds, finishes
 * the requests under way and exits with code 0. After SIGINT, which a person at the terminal sends, it does the same
 * without the wait. A wrong argument, a taken port, or an address that others reach while nobody has said what they see:
 * exit code 1.
 */
export async function serve({ port, host, drainSeconds, public: view, ...rest }: ServeArguments): Promise<void> {
  try {
    const { tokens } = resolveAccess(undefined, process.env);
    const hasToken = Object.values(tokens).some((list) => list.length > 0);
    if (!isLoopbackHost(host.includes(':') ? `[${host}]` : host) && view === undefined && !hasToken) {
      throw new Error(`align-monitor: ${host} can be reached by others. ${CHOOSE}`);
    }
    const { allowedHost: allowedHosts, ...options } = rest;
    const access = view && { public: view };
    const started = await createServer({ port, host, access, allowedHosts, ...options });
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
    console.log(`align-monitor listens\n  page     ${started.url}/monitoring\n  figures  ${started.url}/metrics`);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
