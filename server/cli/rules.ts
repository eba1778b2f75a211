/** `align-monitor rules`: the alert rules as a rule file of Prometheus. */

import { Command } from 'commander';
import { ruleFile } from '../export/prometheus/rule-file.js';
import { readJsonFile } from '../options/json-file.js';
import type { ResolvedOptions } from '../options/monitor-options.js';
import { resolveOptions } from '../options/options.js';
import { importFile, isModule } from './module-file.js';
import { rulesFrom } from './replay.js';

/**
 * Reads the options of a monitor.
 * @throws TypeError naming the file, and each wrong option, its value and what is allowed
 */
async function optionsFrom(file: string): Promise<Pick<ResolvedOptions, 'rules' | 'objectives'>> {
  const allowed = 'the options of createMonitor: JSON, or a module with a default export';
  const given = isModule(file) ? (await importFile(file, allowed))['default'] : readJsonFile(file, file, allowed);
  // A module without a default export must not pass as one without options.
  if (given === undefined) throw new TypeError(`align-monitor: ${file} has no default export; allowed: ${allowed}`);
  return resolveOptions(given);
}

/** The command. An error ends with one line and exit code 1. */
export function rulesCommand(): Command {
  return new Command('rules')
    .description('print the alert rules as a rule file of Prometheus')
    .option('--rules <file>', 'rules to print: JSON, or a module with a default export; the default rules unless given')
    .option(
      '--options <file>',
      'the options of createMonitor in place of rules: their alertRules, levels and objectives are printed',
    )
    .action(async ({ rules: file, options: optionsFile }: { rules?: string; options?: string }) => {
      try {
        if (optionsFile === undefined) {
          process.stdout.write(ruleFile(await rulesFrom(file)));
          return;
        }
        if (file !== undefined) throw new TypeError('align-monitor: of --rules and --options only one can be given');
        const { rules, objectives } = await optionsFrom(optionsFile);
        process.stdout.write(ruleFile(rules, objectives));
      } catch (error) {
        console.error(error instanceof Error ? error.message : error);
        process.exitCode = 1;
      }
    });
}
