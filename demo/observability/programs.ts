/** The programs that run beside the portal, with the configurations of this folder, and how they are found. */

import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A program that may be installed. */
export interface Program {
  name: string;
  /** Its commands, any of which will do. */
  commands: readonly string[];
  /** @param folder where it may keep its data */
  args: (configuration: string, folder: string) => string[];
  configuration: string;
  /** Where it can be seen. */
  address: string;
  /** Debian's package. */
  package: string;
}

export const PROGRAMS: readonly Program[] = [
  {
    name: 'Prometheus',
    commands: ['prometheus'],
    args: (configuration, folder) => [
      `--config.file=${configuration}`,
      `--storage.tsdb.path=${join(folder, 'prometheus')}`,
      '--web.listen-address=127.0.0.1:9090',
    ],
    configuration: 'prometheus.yml',
    address: 'http://127.0.0.1:9090/targets',
    package: 'prometheus',
  },
  {
    name: 'Alertmanager',
    commands: ['prometheus-alertmanager', 'alertmanager'],
    args: (configuration, folder) => [
      `--config.file=${configuration}`,
      `--storage.path=${join(folder, 'alertmanager')}`,
      '--web.listen-address=127.0.0.1:9093',
      '--cluster.listen-address=',
    ],
    configuration: 'alertmanager.yml',
    address: 'http://127.0.0.1:9093/',
    package: 'prometheus-alertmanager',
  },
  {
    name: 'haproxy',
    commands: ['haproxy'],
    args: (configuration) => ['-db', '-f', configuration],
    configuration: 'haproxy.cfg',
    address: 'http://127.0.0.1:8080/',
    package: 'haproxy',
  },
];

/** A program that was started. */
export interface Running {
  /** Why it ended, if it has: the end of what it wrote. */
  failure: () => string | undefined;
  close: () => Promise<void>;
}

/** The path of a program; undefined when it is not installed. */
export async function find({ commands }: Program): Promise<string | undefined> {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/local/sbin'];
  for (const path of folders.flatMap((folder) => commands.map((command) => join(folder, command)))) {
    const isThere = await access(path, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isThere) return path;
  }
  return undefined;
}

/** Starts a program. */
export function start(path: string, { args, configuration }: Program, folder: string): Running {
  const words = args(fileURLToPath(new URL(configuration, import.meta.url)), folder);
  const child: ChildProcess = spawn(path, words, { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (chunk: string) => (output = (output + chunk).slice(-2000)));
  }
  const ended = once(child, 'close').catch((error: unknown) => (output = String(error)));
  const isOver = (): boolean => child.exitCode !== null || child.pid === undefined;
  return {
    failure: () => (isOver() ? (output.trim().split('\n').at(-1) ?? '') : undefined),
    close: async () => {
      if (!isOver()) child.kill();
      await ended;
    },
  };
}
