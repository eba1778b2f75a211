/** `npm start`: runs the demo until Ctrl-C. */

import { fileURLToPath } from 'node:url';
import { prepareRecord } from './day/record.js';
import type { Demo } from './demo.js';

const port = parsePort(process.env['PORT'] ?? '5004');
/** Keeps the last 24 hours across restarts. */
const metricsDir = fileURLToPath(new URL('../.local_context/demo', import.meta.url));
const record = prepareRecord(metricsDir);
// Imported only now: the day is recorded meanwhile.
const demo = await import('./demo.js')
  .then(({ startDemo }) => startDemo({ port, metricsDir, record }))
  .catch(exitWithError);
let ending = false;

process.on('SIGINT', () => void end());
process.on('SIGTERM', () => void end());
announce(demo);

async function end(): Promise<void> {
  if (ending) process.exit(1);
  ending = true;
  await demo.close();
  console.log(`\nStopped after ${demo.traffic.sent} requests. Goodbye.`);
}

function announce({ origin, tool }: Demo): void {
  console.log(`
The instructor portal is running, and people are visiting it. The 24 hours
before were simulated in fast-forward through the same code.

  Portal       ${origin.href}
  Monitoring   ${origin.href}monitoring
  Metrics      ${origin.href}metrics
  Break it     ${origin.href}demo/control
  Embed it     ${origin.href}demo/embeds/
  Other tool   ${tool.href}

Ctrl-C ends it.`);
}

function parsePort(text: string): number {
  const number = Number(text);
  if (/^\d+$/.test(text) && number < 65_536) return number;
  console.error(`PORT is ${JSON.stringify(text)}; it must be a whole number from 0 to 65535.`);
  process.exit(1);
}

function exitWithError(error: unknown): never {
  const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
  console.error(
    taken
      ? `Port ${port} is taken by another program. Choose another one: PORT=${port + 1} npm start`
      : `The demo could not start: ${error instanceof Error ? error.message : String(error)}`,
  );
  process.exit(1);
}
