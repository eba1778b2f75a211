/** `align-monitor rules`: the alert rules as a rule file of Prometheus. */

import { Command } from 'commander';
import { ruleFile } from '../export/prometheus/rule-file.js';
import { rulesFrom } from './replay.js';

/** The command. An error ends with one line and exit code 1. */
export function rulesCommand(): Command {
  return new Command('rules')
    .description('print the alert rules as a rule file of Prometheus')
    .option('--rules <file>', 'rules to print: JSON, or a module with a default export; the default rules unless given')
    .action(async ({ rules: file }: { rules?: string }) => {
      try {
        process.stdout.write(ruleFile(await rulesFrom(file)));
      } catch (error) {
        console.error(error instanceof Error ? error.message : error);
        process.exitCode = 1;
      }
    });
}
