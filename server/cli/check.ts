/** `align-monitor check`: one line and an exit code for scripts, deployments and Nagios. */

import { setTimeout as pause } from 'node:timers/promises';
import { Command, Option } from 'commander';
import { parseHttpUrl, withoutSecrets } from '../net/http-client.js';
import { baselineSpan, compareBaseline, type BaselineResult } from './check-baseline.js';
import { CheckClient, GIVE_TOKEN, NoAnswer, tokenOf } from './check-client.js';
import {
  clauses,
  healthResult,
  resultLine,
  trafficResult,
  unknownResult,
  WAIT_OR_ACCEPT,
  type CheckResult,
} from './check-output.js';
import { missingVerdict } from './check-verdict.js';
import { durationFrom } from './duration.js';

/** The command's arguments; durations in seconds. */
export interface CheckArguments {
  for: 'deploy' | 'lb';
  wait?: number;
  baseline?: number;
  timeout: number;
  /** End with 0 also where nothing is known to be wrong, but it is too early to judge or to compare. */
  acceptUnknown?: boolean;
  /** Of a viewer or an operator; what the public sees is enough unless `baseline` is given. */
  token?: string;
}

/** The clock and the pause between requests; tests replace them. */
export interface Waiting {
  /** Monotonic milliseconds. */
  now(): number;
  pause(milliseconds: number): Promise<unknown>;
}

/** A result, and whether to ask again. */
interface Attempt {
  result: CheckResult;
  isFinal: boolean;
  retryAfterSeconds?: number | undefined;
}

const POLL_SECONDS = 2;
/** A longer `Retry-After` is not followed: the server may be back much earlier. */
const MAX_RETRY_AFTER_SECONDS = 30;

/** The command. Every error ends with one line and exit code 3. */
export function checkCommand(): Command {
  return new Command('check')
    .description('say in one line and an exit code how an app is: 0 healthy, 1 warning, 2 degraded, 3 unknown')
    .argument('<url>', "the app's address")
    .addOption(
      new Option('--for <whom>', 'deploy: may traffic go to this version; lb: does this very process take traffic')
        .choices(['deploy', 'lb'])
        .default('deploy'),
    )
    .option(
      '--wait <duration>',
      'ask until the answer is sure, for so long: healthy, or worse than before',
      durationFrom('1s', '24h'),
    )
    .option(
      '--baseline <duration>',
      'compare what followed the last deploy (or else the last 5 minutes) with so long before; worse is a warning',
      durationFrom('1m', '24h'),
    )
    .option('--accept-unknown', 'end with 0, not 3, where it is too early to judge or to compare')
    .option('--timeout <duration>', 'how long an answer may take', durationFrom('0.1s', '1h'), 10)
    .option('--token <token>', "a viewer's or an operator's; ALIGN_MONITOR_VIEWER_TOKEN unless given")
    .configureOutput({ writeErr: () => undefined })
    .exitOverride(({ exitCode, message }) => {
      if (exitCode !== 0) console.log(resultLine(unknownResult(message.replace(/^error: /, ''))));
      process.exit(exitCode === 0 ? 0 : 3);
    })
    .action(async (url: string, options: CheckArguments) => {
      const result = await check(url, { ...tokenOf(process.env), ...options });
      console.log(resultLine(result));
      process.exitCode = result.code;
    });
}

/**
 * Asks once; with `wait` asks again until the answer is sure or the time is over: the app is healthy (and can be compared),
 * has become worse, or refuses the credential. Never throws.
 */
export async function check(
  url: string,
  options: CheckArguments,
  waiting: Waiting = { now: () => performance.now(), pause },
): Promise<CheckResult> {
  const address = parseHttpUrl(url);
  if (address === undefined) {
    const shown = withoutSecrets(url);
    return unknownResult(`url is '${shown}'; allowed: an address that begins with http:// or https://`);
  }
  if (options.for === 'lb' && options.baseline !== undefined) {
    return unknownResult('--baseline judges a version, --for lb a process: use one of the two');
  }
  const client = new CheckClient(address, options.timeout, options.token);
  const end = waiting.now() + (options.wait ?? 0) * 1000;
  for (;;) {
    const { result, isFinal, retryAfterSeconds = 0 } = await attempt(client, options);
    const left = end - waiting.now();
    if (isFinal || left <= 0) return result;
    const seconds = Math.max(POLL_SECONDS, Math.min(MAX_RETRY_AFTER_SECONDS, retryAfterSeconds));
    await waiting.pause(Math.min(left, seconds * 1000));
  }
}

async function attempt(client: CheckClient, options: CheckArguments): Promise<Attempt> {
  try {
    return await (options.for === 'lb' ? askForBalancer(client) : askForDeploy(client, options));
  } catch (error) {
    const { message, advice, isFinal = false, retryAfterSeconds } = error as Error & Partial<NoAnswer>;
    return { result: unknownResult(message, advice), isFinal, retryAfterSeconds };
  }
}

async function askForBalancer(client: CheckClient): Promise<Attempt> {
  const { takesTraffic, health } = await client.takesTraffic();
  return { result: trafficResult(takesTraffic, health), isFinal: takesTraffic };
}

async function askForDeploy(client: CheckClient, options: CheckArguments): Promise<Attempt> {
  const { baseline: baselineSeconds } = options;
  const { page } = client;
  const health = await client.health();
  if (baselineSeconds === undefined) {
    // Only the limits come from there, and what the verdict rests on.
    let wrongToken: string | undefined;
    const metrics = await client.metrics().catch((error: unknown) => {
      const isDenied = options.token !== undefined && error instanceof NoAnswer && error.isDenied;
      wrongToken = isDenied ? error.message : undefined;
      return undefined;
    });
    const result = healthResult(health, { metrics, page, wrongToken, missing: missingVerdict(health, metrics) });
    return accepting(result, options);
  }
  try {
    const metrics = await client.metrics();
    if (metrics.view !== 'all') {
      throw new NoAnswer(`the public is not shown what a comparison needs: ${GIVE_TOKEN}`, { isFinal: true });
    }
    const span = baselineSpan(metrics, baselineSeconds);
    const compared = compareBaseline(span, await client.history(span.range), metrics);
    const missing = missingVerdict(health, metrics);
    const result = healthResult(health, { metrics, page, told: missing === undefined ? compared.told : [], missing });
    return withBaseline(result, compared, options, page);
  } catch (error) {
    // Without a comparison only a degraded level is a result.
    const result = healthResult(health, { page });
    if (result.code === 2) return { result, isFinal: false };
    throw error;
  }
}

/** Worse is at least a warning, and sure. Where it is too early to say, waiting may help. */
function withBaseline(
  result: CheckResult,
  { verdict, text }: BaselineResult,
  options: CheckArguments,
  page: string,
): Attempt {
  const compared = { ...result, text: clauses(result.text, text) };
  if (verdict === 'worse') {
    const isLevel = result.code === 1 || result.code === 2;
    const advice = isLevel ? result.advice : `compare at ${page}, and take the version back if it is to blame`;
    return { result: { ...compared, code: isLevel ? result.code : 1, advice }, isFinal: true };
  }
  if (verdict === 'no difference' || result.code !== 0) return accepting(compared, options);
  return accepting({ ...compared, code: 3, advice: WAIT_OR_ACCEPT }, options);
}

/** What is unknown may be accepted when the time is over, and is waited for until then. */
function accepting(result: CheckResult, { acceptUnknown = false }: CheckArguments): Attempt {
  const isAccepted = acceptUnknown && result.code === 3;
  return { result: isAccepted ? { ...result, code: 0, advice: undefined } : result, isFinal: result.code === 0 };
}
