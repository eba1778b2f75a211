/** The option `traceUrl`: where a request is shown in the app's tracing system. */

import { z } from 'zod';

const PLACEHOLDER = /\{(trace_id|request_id)\}/g;
const ALLOWED =
  "an http or https address with {trace_id} or {request_id} behind its host, such as 'https://tempo.example/trace/{trace_id}'";

const isTemplate = (given: unknown): boolean =>
  typeof given === 'string' &&
  /^https?:\/\/[^/@{]+\/.*\{(trace|request)_id\}/i.test(given) &&
  URL.canParse(given.replaceAll(PLACEHOLDER, 'id'));

export const traceUrlSchema = z.custom<string>(isTemplate, ALLOWED);

/** The ids of a request. */
export interface TraceIds {
  traceId?: string | undefined;
  requestId?: string | undefined;
}

/** The address of a request; undefined without a template, and when the request lacks an id that it names. */
export function traceUrlOf(template: string | undefined, { traceId, requestId }: TraceIds): string | undefined {
  if (template === undefined) return undefined;
  const ids = { trace_id: traceId, request_id: requestId };
  const named = [...template.matchAll(PLACEHOLDER)].map(([, name]) => ids[name as keyof typeof ids]);
  if (named.includes(undefined)) return undefined;
  return template.replaceAll(PLACEHOLDER, (_match, name: keyof typeof ids) => encodeURIComponent(ids[name] ?? ''));
}
