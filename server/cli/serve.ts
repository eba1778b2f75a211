/** `align-monitor serve`: runs until SIGINT or SIGTERM, and then ends within ten seconds. A second signal ends it at once. */

import { constants } from 'node:os';

import { createServer } from '../standalone.js';

/** The command's arguments. */
export interface ServeArguments {
  port: number;
  host: string;
  metricsDir?: string;
  /** For how long it goes on answering after SIGTERM, so that load balancers see that it is about to end. */
  drainSeconds: number;
}

/**
 * Starts the server and prints its addresses. After SIGTERM it is not ready, goes on answering for some seconds, finishes
 * the requests under way and exits with code 0. After SIGINT, which a person at the terminal sends, it does the same
 * without the wait. A wrong argument or a taken port: exit code 1.
 */
export async function serve({ port, host, metricsDir, drainSeconds }: ServeArguments): Promise<void> {
  try {
    const started = await createServer({ port, host, metricsDir });
    console.log(`align-monitor listens\n  page     ${started.url}/monitoring\n  figures  ${started.url}/metrics`);
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
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
