/** The commands of `align-monitor`. */

import { Command } from 'commander';
import { packageVersion } from '../runtime/package-files.js';
import { checkCommand } from './check.js';
import { doctorCommand } from './doctor.js';
import { grafanaCommand } from './grafana.js';
import { notifyTestCommand } from './notify-test.js';
import { replayCommand } from './replay.js';
import { rulesCommand } from './rules.js';
import { serveCommand } from './serve.js';

/** The command line. */
export const program = new Command('align-monitor')
  .description('Production monitoring for small teams.')
  .version(packageVersion() ?? 'unknown')
  .addCommand(serveCommand())
  .addCommand(checkCommand())
  .addCommand(doctorCommand())
  .addCommand(replayCommand())
  .addCommand(notifyTestCommand())
  .addCommand(rulesCommand())
  .addCommand(grafanaCommand());
