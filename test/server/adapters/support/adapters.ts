import { connectAdapter, polkaAdapter } from '../apps/connect.js';
import { expressFive, expressFour } from '../apps/express.js';
import { fastifyAdapter } from '../apps/fastify.js';
import { honoAdapter } from '../apps/hono.js';
import { koa2, koa3 } from '../apps/koa.js';
import { nodeHttp, nodeHttp2, nodeHttpWithEndpoint } from '../apps/node-http.js';
import type { Adapter } from './scene.js';

/** All adapters, each on its real framework. */
export const adapters: readonly Adapter[] = [
  koa3,
  koa2,
  expressFive,
  expressFour,
  connectAdapter,
  polkaAdapter,
  fastifyAdapter,
  nodeHttp,
  nodeHttpWithEndpoint,
  nodeHttp2,
  honoAdapter,
];
