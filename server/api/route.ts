/** How the monitor's endpoints are written down: what each answers, and to whom. */

import type { Context } from 'koa';
import type { Access, Caller } from '../access/access.js';
import type { View } from '../contract/index.js';

/**
 * Who is answered: everybody; everybody who may see anything, each as much as he may; who may see everything; operators;
 * programs that report.
 */
export const ROUTE_RULES = ['everybody', 'reads', 'viewer', 'operator', 'ingest'] as const;

/** Who is answered. */
export type RouteRule = (typeof ROUTE_RULES)[number];

/** What an endpoint knows of who asks. */
export interface Asker extends Caller {
  /** What the answer may show. */
  view: View;
}

/** One endpoint. */
export interface Route {
  method: 'GET' | 'POST';
  /** Without the base path. */
  path: string;
  rule: RouteRule;
  /** The rule for one request, where what is asked for makes a difference. */
  ruleFor?: (context: Context) => RouteRule;
  /** Pages of the origins that the option `cors` lists may read it. */
  isOpen?: boolean;
  answer: (context: Context, asker: Asker) => void | Promise<void>;
}

/** What a caller may be shown. */
export function viewOf({ audience }: Caller, access: Access): View {
  return audience === 'public' ? access.publicView : 'all';
}
