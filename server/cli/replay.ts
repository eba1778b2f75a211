/** `align-monitor replay`: how often alert rules would have fired in the last 24 hours, from what is kept on disk. */

import { Command } from 'commander';
import { KEPT_SECONDS, SNAPSHOT_SECONDS } from '../contract/index.js';
import { readRulesFile, resolveRules } from '../options/rules.js';
import type { Rule } from '../options/rule.js';
import { describeError } from '../storage/disk.js';
import { readFolder } from '../storage/read-folder.js';
import { durationText } from './duration.js';
import { type ReplayedDeploys, replayDeploys } from './replay-deploys.js';
import { importFile, isModule } from './module-file.js';
import { type Period, type ReplayedRule, replayRules, unreplayable, type UnreplayedRule } from './replay-rules.js';

/** The command's arguments. */
export interface ReplayArguments {
  /** A JSON file of rules by name, or a JavaScript module whose default export they are. */
  rules?: string;
  json?: boolean;
}

/** What was found. */
export interface ReplayResult {
  /** The time that is kept, milliseconds since 1970. */
  kept: Period;
  rules: readonly ReplayedRule[];
  notReplayed: readonly UnreplayedRule[];
  deploys: ReplayedDeploys;
  /** Files that could not be read. */
  problems: readonly string[];
}

/** The command. An error ends with one line and exit code 1. */
export function replayCommand(): Command {
  return new Command('replay')
    .description('say how often alert rules would have fired in the last 24 hours, and the verdict without a deploy')
    .argument('<folder>', "the app's metricsDir; it is only read, also while the app runs")
    .option(
      '--rules <file>',
      'rules to replay: JSON, or a module with a default export; the default rules unless given',
    )
    .option('--json', 'print JSON')
    .action(async (folder: string, options: ReplayArguments) => {
      try {
        const result = await replay(folder, await rulesFrom(options.rules), Date.now());
        console.log(options.json === true ? JSON.stringify(toJson(result), null, 2) : describe(result));
      } catch (error) {
        console.error(error instanceof Error ? error.message : error);
        process.exitCode = 1;
      }
    });
}

/**
 * Reads the rules of a file, and adds the default ones.
 * @throws TypeError naming the file, and what is wrong with it, or with which rule and field
 */
export async function rulesFrom(file: string | undefined): Promise<Rule[]> {
  if (file === undefined) return resolveRules(undefined);
  if (!isModule(file)) return resolveRules(readRulesFile(file, file), file);
  const { default: rules } = await importFile(file, 'a default export of rules by name');
  // A module without a default export must not pass as one without own rules.
  return resolveRules(rules ?? null, file);
}

/**
 * Replays rules and verdicts over what is kept in a folder.
 * @param wall milliseconds since 1970
 * @throws Error when the folder cannot be read, or nothing is kept there
 */
export async function replay(folder: string, rules: readonly Rule[], wall: number): Promise<ReplayResult> {
  const { histories, deploys, problems } = await readFolder(folder, wall).catch((error: unknown) => {
    throw new Error(`align-monitor: ${folder} cannot be read: ${describeError(error)}`, { cause: error });
  });
  const steps = histories
    .flat()
    .filter(({ from, to }) => to > Math.max(from, wall - KEPT_SECONDS * 1000))
    .sort((a, b) => a.from - b.from);
  const [first] = steps;
  if (first === undefined) {
    throw new Error([`align-monitor: no history of the last 24 hours is kept in ${folder}`, ...problems].join('; '));
  }
  const notReplayed = rules.flatMap((rule): UnreplayedRule[] => {
    const reason = unreplayable(rule, steps);
    return reason === undefined ? [] : [{ rule: rule.name, reason }];
  });
  const replayed = rules.filter(({ name }) => notReplayed.every(({ rule }) => rule !== name));
  return {
    kept: { from: first.from, to: Math.max(...steps.map(({ to }) => to)) },
    rules: replayRules(steps, replayed),
    notReplayed,
    deploys: replayDeploys(steps, deploys),
    problems,
  };
}

/** The result as text. */
export function describe({ kept, rules, notReplayed, deploys, problems }: ReplayResult): string {
  const minutes = Math.round((kept.to - kept.from) / 60_000);
  const length = minutes < 60 ? `${minutes} min` : `${Math.round(minutes / 6) / 10} h`;
  const { halfHours, worse } = deploys;
  const [example] = worse;
  return [
    `From ${timeText(kept.from)} to ${timeText(kept.to)} (${length}), in steps of ${durationText(SNAPSHOT_SECONDS)}:`,
    ...rules.map((rule) => `  ${rule.rule} would have fired ${describeFiring(rule.firing)}`),
    ...notReplayed.map(({ rule, reason }) => `  ${rule} cannot be replayed: ${reason}`),
    `The verdict on a deploy would have been "worse" in ${worse.length} of ${halfHours} half hours without a deploy` +
      (example === undefined ? '' : `, first at ${timeText(example.at)}: ${example.message}`),
    ...problems,
  ].join('\n');
}

function describeFiring(firing: readonly Period[]): string {
  const [first] = firing;
  const last = firing.at(-1);
  if (first === undefined || last === undefined) return '0 times';
  const times = firing.length === 1 ? '1 time' : `${firing.length} times`;
  const minutes = Math.max(1, Math.round(secondsOf(firing) / 60));
  const when =
    first === last ? `at ${timeText(first.from)}` : `first at ${timeText(first.from)}, last at ${timeText(last.from)}`;
  return `${times}, for ${minutes} ${minutes === 1 ? 'minute' : 'minutes'} in all, ${when}`;
}

/** The result as JSON; names and times as the API has them. */
function toJson({ kept, rules, notReplayed, deploys, problems }: ReplayResult): object {
  return {
    from: iso(kept.from),
    to: iso(kept.to),
    step_seconds: SNAPSHOT_SECONDS,
    rules: rules.map(({ rule, severity, firing }) => ({
      ...{ rule, severity, fired: firing.length, seconds: secondsOf(firing) },
      firing: firing.map(({ from, to }) => ({ from: iso(from), to: iso(to) })),
    })),
    not_replayed: notReplayed,
    deploys: {
      half_hours: deploys.halfHours,
      worse: deploys.worse.map(({ at, message }) => ({ time: iso(at), message })),
    },
    problems,
  };
}

function secondsOf(periods: readonly Period[]): number {
  return Math.round(periods.reduce((sum, { from, to }) => sum + to - from, 0) / 1000);
}

/** A time to the minute, in UTC. */
function timeText(wall: number): string {
  return `${iso(wall).slice(0, 16).replace('T', ' ')} UTC`;
}

function iso(wall: number): string {
  return new Date(wall).toISOString();
}
