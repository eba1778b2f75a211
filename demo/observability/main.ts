/** `npm run demo:observability`: the portal, and beside it what is installed of the systems that teams run. */

import { mkdir, readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { setTimeout as pause } from 'node:timers/promises';
import { startDemo } from '../demo.js';
import { find, PROGRAMS, start } from './programs.js';

const folder = fileURLToPath(new URL('../../.local_context/observability', import.meta.url));
/** The instances that prometheus.yml and haproxy.cfg name. */
const PORTS = [5004, 5005];
/** Where alertmanager.yml sends its notifications. */
const WEBHOOK_PORT = 5001;
/** What cannot start ends within this time. */
const SETTLE_MS = 2000;

const closing: (() => Promise<void>)[] = [];
let isEnding = false;
process.on('SIGINT', () => void end());
process.on('SIGTERM', () => void end());

try {
  await begin();
} catch (error) {
  console.error(`The demo could not start: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
  await end();
}

async function begin(): Promise<void> {
  await mkdir(folder, { recursive: true });
  await listenForAlertmanager();
  // Whoever looks at the demo sees all figures; Prometheus has its token nevertheless, as it needs one elsewhere.
  const viewer = await readFile(new URL('viewer-token', import.meta.url), 'utf8');
  for (const [index, port] of PORTS.entries()) {
    const logs = { file: `${folder}/monitor-${port}.json`, service: 'portal' };
    const alertmanager = { urls: ['http://127.0.0.1:9093'], labels: { job: 'portal', instance: `127.0.0.1:${port}` } };
    const access = { public: 'all', viewer: viewer.trim() } as const;
    const demo = await startDemo({
      port,
      toolPort: 0,
      visitors: index === 0 ? 14 : 4,
      monitorOptions: { logs, alertmanager, access },
    });
    closing.push(() => demo.close());
  }
  const lines = await Promise.all(
    PROGRAMS.map(async (program) => {
      const path = await find(program);
      const name = program.name.padEnd(13);
      if (path === undefined) return `${name}is not installed. On Debian: sudo apt-get install ${program.package}`;
      const running = start(path, program, folder);
      closing.push(running.close);
      await pause(SETTLE_MS);
      const failure = running.failure();
      return failure === undefined ? `${name}${program.address}` : `${name}did not start: ${failure}`;
    }),
  );
  const [first = 0, second = 0] = PORTS;
  console.log(`
The instructor portal is running twice, and people are visiting it.

  Portal       http://localhost:${first}/ and http://localhost:${second}/
  Monitoring   http://localhost:${first}/monitoring
  Break it     http://localhost:${first}/demo/control
  Log (ECS)    ${folder}/monitor-${first}.json
  ${lines.join('\n  ')}

Ctrl-C ends it all.`);
}

/** Prints what Alertmanager sends. */
async function listenForAlertmanager(): Promise<void> {
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => (body += chunk));
    request.on('end', () => {
      response.end();
      console.log(`Alertmanager says: ${titleOf(body)}`);
    });
  });
  server.listen(WEBHOOK_PORT, '127.0.0.1');
  await once(server, 'listening');
  closing.push(async () => {
    server.close();
    server.closeAllConnections();
  });
}

function titleOf(body: string): string {
  try {
    const { status, alerts } = JSON.parse(body) as { status: string; alerts: { labels: { alertname: string } }[] };
    return `${status}: ${alerts.map(({ labels }) => labels.alertname).join(', ')}`;
  } catch {
    return 'something that is no notification';
  }
}

async function end(): Promise<void> {
  if (isEnding) process.exit(1);
  isEnding = true;
  for (const close of closing.reverse()) await close();
}
