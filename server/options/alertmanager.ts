/** The option `alertmanager`: its schema and validation. Errors show nothing that is secret. */

import { z } from 'zod';
import type { AlertmanagerOptions } from './monitor-options.js';
import { address, headersSchema, parseSecret } from './notify.js';
import { optionsObject } from './schema.js';

/** Labels that the monitor sets. */
const OWN_LABELS = ['alertname', 'severity'];
const MAX_URLS = 10;
const LABELS = `an object of label names ([a-zA-Z_][a-zA-Z0-9_]*) and texts that are not empty, without ${OWN_LABELS.join(' and ')}`;

/** Prometheus keeps names that begin with two underscores to itself. */
function isLabels(given: unknown): boolean {
  const { data } = z
    .record(z.string().regex(/^(?!__)[a-z_]\w*$/i), z.string().trim().min(1).max(1000))
    .safeParse(given);
  return data !== undefined && OWN_LABELS.every((name) => !Object.hasOwn(data, name));
}

const schema = optionsObject(
  {
    urls: z
      .array(address, 'a list of addresses')
      .min(1, 'at least one address')
      .max(MAX_URLS, `at most ${MAX_URLS} addresses`),
    labels: z.custom<Record<string, string>>(isLabels, LABELS).optional(),
    headers: headersSchema.optional(),
  },
  "an object such as { urls: ['http://127.0.0.1:9093'] }",
);

/**
 * Checks the option `alertmanager`; undefined unless given.
 * @throws TypeError naming each invalid option, its value and what is allowed
 */
export function resolveAlertmanager(given: unknown): AlertmanagerOptions | undefined {
  return given === undefined ? undefined : parseSecret(schema, given, ['alertmanager']);
}
