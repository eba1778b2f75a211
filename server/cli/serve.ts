/** `align-monitor serve`: runs until SIGINT or SIGTERM. */

import { createServer } from '../standalone.js';

/** The command's arguments. */
export interface ServeArguments {
  port: number;
  host: string;
  metricsDir?: string;
}

/** Starts the server and prints its addresses; SIGINT and SIGTERM end it. A wrong argument or a taken port: exit code 1. */
export async function serve({ port, host, metricsDir }: ServeArguments): Promise<void> {
  try {
    const started = await createServer({ port, host, metricsDir });
    console.log(`align-monitor listens\n  page     ${started.url}/monitoring\n  figures  ${started.url}/metrics`);
    const end = (): void => {
      started.close().then(
        () => console.log('align-monitor has ended'),
        (error: unknown) => {
          console.error(error);
          process.exitCode = 1;
        },
      );
    };
    process.once('SIGINT', end);
    process.once('SIGTERM', end);
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
