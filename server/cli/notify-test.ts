/** `align-monitor notify-test`: sends a test message to each configured target and says what became of it. */

import { existsSync } from 'node:fs';
import { hostname } from 'node:os';
import { Command } from 'commander';
import type { NotifyTestResult } from '../contract/index.js';
import { notifyTest } from '../notify/notify-test.js';
import type { ResolvedOptions } from '../options/monitor-options.js';
import { resolveOptions } from '../options/options.js';
import { OPTIONS_FILE, readOptionsFile } from './options-file.js';

/** Looked for in the current folder where no file is named. */
const DEFAULT_FILES = ['js', 'mjs', 'cjs', 'json'].map((extension) => `align-monitor.config.${extension}`);
/** The options that say where messages go, and what is in them. */
const FIELDS = ['name', 'notify', 'alertmanager', 'url', 'basePath'] as const;
const ALLOWED = 'notify or alertmanager among the options';

/** The command. It ends with exit code 0 when every target has accepted its message, else with 1. */
export function notifyTestCommand(): Command {
  return new Command('notify-test')
    .description('send a test message to every target of the options notify and alertmanager')
    .option('--options <file>', `${OPTIONS_FILE}; ${DEFAULT_FILES.join(' or ')} unless given`)
    .action(async ({ options }: { options?: string }) => {
      try {
        const results = await testConfigured(options ?? DEFAULT_FILES.find((file) => existsSync(file)));
        for (const result of results) console.log(describe(result));
        if (results.some(({ result }) => result !== 'accepted')) process.exitCode = 1;
      } catch (error) {
        console.error(error instanceof Error ? error.message : error);
        process.exitCode = 1;
      }
    });
}

/**
 * Sends to the targets that a file configures.
 * @throws TypeError for a file that cannot be read, a wrong option, or no target
 */
export async function testConfigured(file: string | undefined): Promise<NotifyTestResult[]> {
  if (file === undefined) {
    throw new TypeError(`align-monitor: there is no ${DEFAULT_FILES.join(' or ')}; name a file with --options`);
  }
  const options = await optionsOf(file);
  const { name: app, notify: targets, alertmanager, origin, basePath } = options;
  if (targets.length === 0 && alertmanager === undefined) {
    throw new TypeError(`align-monitor: ${file} configures no target; allowed: ${ALLOWED}`);
  }
  return notifyTest({
    ...{ targets, alertmanager, host: hostname(), app, instance: `${hostname()}:${process.pid}`, wall: Date.now() },
    link: origin === undefined ? undefined : `${origin}${basePath}/monitoring`,
  });
}

async function optionsOf(file: string): Promise<ResolvedOptions> {
  const given = await readOptionsFile(file);
  const options = FIELDS.flatMap((name) => (given[name] === undefined ? [] : [[name, given[name]] as const]));
  return resolveOptions(Object.fromEntries(options), {});
}

/** What became of a message, as a line. */
export function describe({ target, result, reason }: NotifyTestResult): string {
  return `${result.padEnd(8)}  ${target}${reason === null ? '' : `: ${reason}`}`;
}
