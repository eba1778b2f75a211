/** The options `exporters`, `sentry`, `datadog` and `logs`: their schemas and validation. */

import { z } from 'zod';
import type {
  DatadogOptions,
  DogStatsDClient,
  Exporter,
  LogOptions,
  SentryClient,
  SentryOptions,
} from './exporter-options.js';
import { integerFrom, numberFrom, optionsObject, textUpTo } from './schema.js';
import { isNonEmptyText, isRecord } from './values.js';

const MAX_TEXT = 200;
const DEFAULT_SAMPLE_RATE = 0.01;

const has =
  (...functions: string[]) =>
  (given: unknown): boolean =>
    isRecord(given) && functions.every((name) => typeof given[name] === 'function');

function isExporter(given: unknown): boolean {
  if (!isRecord(given) || !isNonEmptyText(given['name'])) return false;
  const all = ['request', 'evaluation', 'alert', 'deploy', 'close'].map((name) => given[name]);
  return all.every((each) => each === undefined || typeof each === 'function');
}

const EXPORTER =
  'an object with a name and the functions request, evaluation, alert, deploy and close, or some of them';
export const exportersSchema = z
  .array(z.custom<Exporter>(isExporter, EXPORTER), `a list of exporters, each ${EXPORTER}`)
  .default([]);

const isSentryClient = has('captureEvent', 'on');
function sentryClientOf(given: unknown): SentryClient | undefined {
  if (isSentryClient(given)) return given as SentryClient;
  if (!has('getClient')(given)) return undefined;
  const client = (given as { getClient(): unknown }).getClient();
  return isSentryClient(client) ? (client as SentryClient) : undefined;
}

const isHttpAddress = (given: unknown): boolean =>
  isNonEmptyText(given) && /^https?:\/\//i.test(given) && URL.canParse(given);

/** Its client is the one of the namespace. */
export const sentrySchema: z.ZodType<{ client: SentryClient; projectUrl?: string | undefined }, SentryOptions> =
  optionsObject(
    {
      client: z
        .custom<SentryOptions['client']>(
          (given) => sentryClientOf(given) !== undefined,
          "the namespace of @sentry/node after Sentry.init(), as in import * as Sentry from '@sentry/node', or one of its clients",
        )
        .transform((given) => sentryClientOf(given) as SentryClient),
      projectUrl: z
        .custom<string>(isHttpAddress, "an address such as 'https://acme.sentry.io/organizations/acme/projects/portal'")
        .optional(),
    },
    'an object such as { client: Sentry }',
  );

const dogStatsD = z.custom<DogStatsDClient>(
  has('increment', 'gauge', 'distribution', 'event'),
  'an instance of StatsD of hot-shots',
);
const TAGS = "an object of texts such as { env: 'production' }";
const PORT = 'a whole number from 1 to 65535';
export const datadogSchema: z.ZodType<DatadogOptions> = optionsObject(
  {
    client: dogStatsD.optional(),
    host: textUpTo(MAX_TEXT).optional(),
    port: integerFrom(1, 65_535, PORT).optional(),
    tags: z.record(z.string(), z.string(TAGS), TAGS).optional(),
  },
  "an object such as { client } or { host: '127.0.0.1', port: 8125 }",
).refine(
  ({ client, ...agent }) => client === undefined || Object.values(agent).every((each) => each === undefined),
  'either { client } or { host, port, tags }',
);

export const logsSchema: z.ZodType<LogOptions & { sampleRate: number }, LogOptions> = optionsObject(
  {
    logger: z.custom<LogOptions['logger']>(has('info', 'warn', 'error'), 'a logger of pino').optional(),
    file: z.custom<string>((given) => isNonEmptyText(given) && !given.includes('\0'), 'the path of a file').optional(),
    service: textUpTo(MAX_TEXT).optional(),
    sampleRate: numberFrom(0, 1, 'a share from 0 to 1').default(DEFAULT_SAMPLE_RATE),
  },
  "an object such as { file: 'logs/monitor.json' }, or {} for the standard output",
).refine(
  ({ logger, file, service }) => logger === undefined || (file === undefined && service === undefined),
  'either { logger } or { file, service }',
);
