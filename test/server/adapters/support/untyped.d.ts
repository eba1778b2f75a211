/** Frameworks and libraries without types of their own, as far as these tests use them. */

declare module 'express4' {
  import express from 'express';
  export default express;
}

declare module 'polka' {
  import type { IncomingMessage, ServerResponse } from 'node:http';
  type Middleware = (request: IncomingMessage, response: ServerResponse, next: (error?: unknown) => void) => void;
  interface Polka {
    use(middleware: Middleware): this;
    use(base: string, ...middleware: (Middleware | Polka)[]): this;
    add(method: string, path: string, ...handlers: Middleware[]): this;
    handler(request: IncomingMessage, response: ServerResponse): void;
  }
  interface Options {
    onError?: (error: unknown, request: IncomingMessage, response: ServerResponse) => void;
    onNoMatch?: (request: IncomingMessage, response: ServerResponse) => void;
  }
  export default function polka(options?: Options): Polka;
}

declare module 'koa-csrf' {
  import type { Middleware } from 'koa';
  const CSRF: new (options?: object) => Middleware;
  export default CSRF;
}

declare module 'csurf' {
  import type { RequestHandler } from 'express';
  export default function csurf(options?: { cookie?: boolean }): RequestHandler;
}

declare module 'cookie-parser' {
  import type { RequestHandler } from 'express';
  export default function cookieParser(secret?: string): RequestHandler;
}

declare module 'express-session' {
  import type { RequestHandler } from 'express';
  interface Options {
    secret: string;
    resave: boolean;
    saveUninitialized: boolean;
    name?: string;
  }
  export default function session(options: Options): RequestHandler;
}

declare module 'koa-router7' {
  import Router from '@koa/router';
  export default Router;
}

declare module 'koa-router8' {
  import Router from '@koa/router';
  export default Router;
}

declare module 'koa-router10' {
  import Router from '@koa/router';
  export default Router;
}

declare module 'koa-router12' {
  import Router from '@koa/router';
  export default Router;
}

declare module 'router8' {
  import Router from '@koa/router';
  export default Router;
}

declare module 'router9' {
  import Router from '@koa/router';
  export default Router;
}

declare module 'router10' {
  import Router from '@koa/router';
  export default Router;
}

declare module 'router12' {
  import Router from '@koa/router';
  export default Router;
}

declare module 'router13' {
  import Router from '@koa/router';
  export default Router;
}

declare module 'router14' {
  import Router from '@koa/router';
  export default Router;
}

declare module 'koa-mount' {
  import type Koa from 'koa';
  export default function mount(prefix: string, app: (context: Koa.Context, next: Koa.Next) => unknown): Koa.Middleware;
}

declare module 'koa-websocket' {
  import type Koa from 'koa';
  export default function websockets(app: Koa): Koa & { ws: { use(middleware: unknown): unknown } };
}

declare module 'express-ws' {
  import type { Server } from 'node:http';
  import type { Express, Router } from 'express';
  export default function expressWs(app: Express, server: Server): { applyTo: (router: Router) => void };
}
