/** `align-monitor rules`: the alert rules as a rule file of Prometheus. */

import { Command } from 'commander';
import { ruleFile } from '../export/prometheus/rule-file.js';
import { resolveOptions } from '../options/options.js';
import { monitorOptionsOf, OPTIONS_FILE, readOptionsFile } from './options-file.js';
import { rulesFrom } from './replay.js';

/** The command. An error ends with one line and exit code 1. */
export function rulesCommand(): Command {
  return new Command('rules')
    .description('print the alert rules as a rule file of Prometheus')
    .option('--rules <file>', 'rules to print: JSON, or a module with a default export; the default rules unless given')
    .option('--options <file>', `${OPTIONS_FILE}; their alertRules, levels and objectives are printed`)
    .action(async ({ rules: file, options: optionsFile }: { rules?: string; options?: string }) => {
      try {
        if (optionsFile === undefined) {
          process.stdout.write(ruleFile(await rulesFrom(file)));
          return;
        }
        if (file !== undefined) throw new TypeError('align-monitor: of --rules and --options only one can be given');
        const { rules, objectives } = resolveOptions(monitorOptionsOf(await readOptionsFile(optionsFile)));
        process.stdout.write(ruleFile(rules, objectives));
      } catch (error) {
        console.error(error instanceof Error ? error.message : error);
        process.exitCode = 1;
      }
    });
}
