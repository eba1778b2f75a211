/** The monitored process, as the driver of the soak test sees it. */

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { Figures, Settings } from './scene.js';

/** A started process. */
export class MonitoredProcess {
  readonly #child: ChildProcess;
  /** All that it has printed. */
  output = '';
  ports: number[] = [];

  private constructor(child: ChildProcess) {
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk) => (this.output += String(chunk)));
  }

  static async start(settings: Settings): Promise<MonitoredProcess> {
    const words = ['--expose-gc', '--import', 'tsx', join(import.meta.dirname, 'app.ts'), JSON.stringify(settings)];
    const env = { ...process.env, NODE_ENV: 'production' };
    const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'pipe', 'ipc'], env });
    const started = new MonitoredProcess(child);
    const { ports } = (await started.#next()) as { ports: number[] };
    started.ports = ports;
    return started;
  }

  get hasEnded(): boolean {
    return this.#child.exitCode !== null || this.#child.signalCode !== null;
  }

  /** Its figures, after its garbage has been collected. */
  async figures(): Promise<Figures> {
    this.#child.send('figures');
    return (await this.#next()) as Figures;
  }

  /** Lets it end; kills it when it does not. Returns the exit code and after how many milliseconds it came. */
  async end(limitMs: number): Promise<{ code: number | null; milliseconds: number }> {
    const asked = performance.now();
    const ended = once(this.#child, 'exit');
    if (!this.hasEnded) this.#child.send('close');
    else return { code: this.#child.exitCode, milliseconds: 0 };
    const timer = pause(limitMs).then(() => this.#child.kill('SIGKILL'));
    await Promise.race([ended, timer]);
    await ended;
    return { code: this.#child.exitCode, milliseconds: performance.now() - asked };
  }

  kill(): void {
    this.#child.kill('SIGKILL');
  }

  async #next(): Promise<unknown> {
    // Rejects, and takes its listeners away, when the process ends first.
    const over = new AbortController();
    const ended = once(this.#child, 'exit', { signal: over.signal }).then(() => {
      throw new Error(`The monitored process has ended:\n${this.output}`);
    });
    try {
      const [message] = (await Promise.race([once(this.#child, 'message', { signal: over.signal }), ended])) as [
        unknown,
      ];
      return message;
    } finally {
      ended.catch(() => undefined);
      over.abort();
    }
  }
}
