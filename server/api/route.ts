/** How the monitor's endpoints are written down: what each answers, and to whom. */

import type { Context } from 'koa';
import type { Access, Caller } from '../access/access.js';
import type { View } from '../contract/index.js';

/**
 * Who is answered: everybody, without a look at who it is; everybody, each as much as he may see, if that is nothing too;
 * who may see anything; who may see everything; operators; programs that report.
 */
export const ROUTE_RULES = ['everybody', 'each', 'reads', 'viewer', 'operator', 'ingest'] as const;

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
  /** Pages of the origins that the option `cors` lists may read it. */
  isOpen?: boolean;
  /** Whether a request is that of a load balancer, which is answered as one of nobody's: it must never wait for a login. */
  isProbe?: (context: Context) => boolean;
  answer: (context: Context, asker: Asker) => void | Promise<void>;
}

/** What a caller may be shown. */
export function viewOf({ audience }: Caller, access: Access): View {
  return audience === 'public' ? access.publicView : 'all';
}
