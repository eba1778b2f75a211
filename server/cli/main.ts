#!/usr/bin/env node
/** `align-monitor`: the command line. */

import { Command, InvalidArgumentError, Option } from 'commander';
import { VIEWS } from '../contract/index.js';
import { packageVersion } from '../runtime/package-files.js';
import { checkCommand } from './check.js';
import { doctorCommand } from './doctor.js';
import { notifyTestCommand } from './notify-test.js';
import { OPTIONS_FILE } from './options-file.js';
import { grafanaCommand } from './grafana.js';
import { replayCommand } from './replay.js';
import { rulesCommand } from './rules.js';
import { serve } from './serve.js';

const program = new Command('align-monitor')
  .description('Production monitoring for small teams.')
  .version(packageVersion() ?? 'unknown');

program
  .command('serve')
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
program.addCommand(checkCommand());
program.addCommand(doctorCommand());
program.addCommand(replayCommand());
program.addCommand(notifyTestCommand());
program.addCommand(rulesCommand());
program.addCommand(grafanaCommand());

await program.parseAsync();

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
