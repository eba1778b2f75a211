/** The option `prometheus`: its schema. */

import { z } from 'zod';
import { optionsObject } from './schema.js';

/** A registry of an app's own metrics, such as prom-client's `register`. */
export interface PrometheusRegistry {
  /** Its metrics in Prometheus' text format, or in OpenMetrics'. */
  metrics(): string | Promise<string>;
}

/** What Prometheus is told beside the monitor's own metrics. */
export interface PrometheusOptions {
  /** Registries whose metrics are answered too. A metric whose name the monitor has already is left out. */
  registries?: readonly PrometheusRegistry[] | undefined;
}

const ALLOWED = 'a list of registries with a function metrics(), such as [register] of prom-client';

function isRegistry(given: unknown): boolean {
  return typeof (given as Partial<PrometheusRegistry> | null | undefined)?.metrics === 'function';
}

/** The option's schema. */
export const prometheusSchema = optionsObject(
  { registries: z.array(z.custom<PrometheusRegistry>(isRegistry, ALLOWED), ALLOWED).default([]) },
  'an object such as { registries: [register] }',
);
