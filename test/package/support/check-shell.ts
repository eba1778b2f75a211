/** Compares commands with what commander, package.json and the HTTP API know. */

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Command } from 'commander';
import { program } from '../../../server/cli/program.js';
import type { Block } from '../../tools/docs/run-snippet.js';
import { root } from '../../tools/setup.js';
import { type Ask, TOKENS } from './asked.js';

const { scripts } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { scripts: object };

/** Whether commander takes such a command line. */
function checkCommand(words: readonly string[]): void {
  const [name, ...rest] = words;
  const command: Command | undefined = program.commands.find((one) => one.name() === name);
  assert.ok(command, `align-monitor has no command ${name}`);
  const { operands, unknown } = command.parseOptions(rest.slice(0, rest.includes('>') ? rest.indexOf('>') : undefined));
  assert.deepEqual(unknown, []);
  assert.equal(operands.length, command.registeredArguments.length, words.join(' '));
}

/** The commands that documents show, each with what makes sure that it works; bundlers.test.ts runs `cp` and esbuild. */
const commands: [pattern: RegExp, check: (words: string[], ask: Ask) => unknown][] = [
  [/^npx align-monitor /, ([, , ...words]) => checkCommand(words.filter((word) => word !== '&'))],
  [/^exec node_modules\/.bin\/align-monitor /, ([, , ...words]) => checkCommand(words)],
  [/^npm install align-monitor$|^npm start$/, () => undefined],
  [/^npm run /, ([, , script = '']) => assert.ok(script in scripts, script)],
  [/^export ALIGN_MONITOR_(VIEWER|OPERATOR|INGEST)_TOKEN=\$\(openssl rand -hex 24\)$/, () => undefined],
  [/^echo "\$ALIGN_MONITOR_OPERATOR_TOKEN"$/, () => undefined],
  [/^printf %s "\$ALIGN_MONITOR_VIEWER_TOKEN" > viewer-token$/, () => undefined],
  [/^prometheus --config.file=prometheus.yml$|^flask --app app run$/, () => undefined],
  [/^cp -r node_modules\/align-monitor\/dist\/browser /, () => undefined],
  [/^npx esbuild /, () => undefined],
  [/^curl /, checkRequest],
];

async function checkRequest(words: string[], ask: Ask): Promise<void> {
  const address = words.at(-1) ?? '';
  const line = words.join(' ');
  const headers = Object.fromEntries(
    [...line.matchAll(/-H ["']([\w-]+): ([^"']*)["']/g)].map(([, name = '', value = '']) => [
      name,
      value.replace(/\$ALIGN_MONITOR_(\w+)_TOKEN/, (_all, whom: string) =>
        String(Reflect.get(TOKENS, whom.toLowerCase())),
      ),
    ]),
  );
  const body = / -d '(.*?)' /.exec(line)?.[1] ?? '{"kind":"feature","feature":"export"}';
  const { status } = await ask(address, { method: 'POST', headers, body });
  assert.ok(status === 201 || status === 202, `${address} answers ${status}`);
}

/** Whether each line is a command that works. */
export async function checkShell({ text }: Block, ask: Ask): Promise<void> {
  for (const line of text.trim().split('\n')) {
    const [, check] = commands.find(([pattern]) => pattern.test(line)) ?? [];
    assert.ok(check, `no test knows the command ${line}`);
    await check(line.split(' '), ask);
  }
}
