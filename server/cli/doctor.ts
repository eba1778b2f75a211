/** `align-monitor doctor`: looks at a running app, and says in one line each what is missing and what to do. */

import { Command } from 'commander';
import { parseHttpUrl, withoutSecrets } from '../net/http-client.js';
import { packageVersion } from '../runtime/package-files.js';
import { describeError } from '../storage/disk.js';
import { CheckClient, type NoAnswer, tokenOf } from './check-client.js';
import { examine, type Finding, MARKS, REACHABLE } from './doctor-findings.js';
import { durationFrom } from './duration.js';

/** The command's arguments. */
export interface DoctorArguments {
  /** Seconds that an answer may take. */
  timeout: number;
  token?: string;
  json?: boolean;
}

/** What was found: 0 nothing is missing, 1 something is, 2 the app cannot be reached. */
export interface DoctorResult {
  code: 0 | 1 | 2;
  findings: readonly Finding[];
}

/** The command. */
export function doctorCommand(): Command {
  return new Command('doctor')
    .description('look at a running app and say what is missing: 0 nothing, 1 something, 2 it cannot be reached')
    .argument('<url>', "the app's address, as browsers have it")
    .option('--token <token>', "a viewer's or an operator's; ALIGN_MONITOR_VIEWER_TOKEN unless given")
    .option('--timeout <duration>', 'how long an answer may take', durationFrom('0.1s', '1h'), 10)
    .option('--json', 'print JSON')
    .action(async (url: string, options: DoctorArguments) => {
      const { code, findings } = await doctor(url, { ...tokenOf(process.env), ...options });
      console.log(options.json === true ? JSON.stringify({ code, findings }, null, 2) : describe(findings));
      process.exitCode = code;
    });
}

/**
 * Examines an app. Never throws.
 * @param wall milliseconds since 1970
 */
export async function doctor(
  url: string,
  options: DoctorArguments,
  wall: () => number = Date.now,
): Promise<DoctorResult> {
  const address = parseHttpUrl(url);
  if (address === undefined) {
    const text = `'${withoutSecrets(url)}' is no address`;
    const advice = 'give one that begins with http:// or https://';
    return { code: 2, findings: [{ about: 'reachable', state: 'missing', text, advice }] };
  }
  const client = new CheckClient(address, options.timeout, options.token);
  try {
    const session = await client.session();
    const asked = wall();
    const metrics = await client.report();
    const answered = wall();
    const health = await client.storage();
    const findings = examine({
      ...{ asked: (asked + answered) / 2, origin: address.origin, session, metrics, health },
      hasToken: options.token !== undefined,
      version: packageVersion(),
    });
    return { code: findings.some(({ state }) => state === 'missing') ? 1 : 0, findings };
  } catch (error) {
    const { advice, isAnswer = false, isDenied = false } = error as Partial<NoAnswer>;
    const about = isDenied ? 'access' : 'reachable';
    const found: Finding = { about, state: 'missing', text: describeError(error), advice };
    return { code: isAnswer ? 1 : 2, findings: isDenied ? [REACHABLE, found] : [found] };
  }
}

function describe(findings: readonly Finding[]): string {
  return findings
    .map(({ about, state, text, advice }) => {
      const line = `${MARKS[state]} ${about.padEnd(9)}  ${text}`;
      return (advice === undefined ? line : `${line.replace(/\.+$/, '')}: ${advice}`).replaceAll(/\s*\n\s*/g, ' ');
    })
    .join('\n');
}
