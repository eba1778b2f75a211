/**
 * The portal without its pages and its network: for each request it draws the latency and the failure that the portal
 * would have, and records them at once.
 */

import type { Monitor } from 'align-monitor';
import type { Conditions } from '../conditions.js';
import type { PageResponse } from '../outside/client.js';
import { drawAnswer } from '../outside/language-model.js';
import type { Browser } from '../outside/visitor.js';
import { type Course, draftPath, findCourse } from '../portal/courses.js';
import { firstOutcome } from '../portal/pages/designer.js';
import { drawWork, type workMs } from '../portal/work.js';
import type { Random } from '../random.js';

/** What it is made from. */
export interface QuickPortalOptions {
  monitor: Monitor;
  conditions: Conditions;
  random: Random;
  /** It shows drafts to everybody. */
  showsDrafts: boolean;
}

/** All that visitors look for in a page. */
const page = '<form action="/reflection/1/step"><input name="name" value="A"><input name="_csrf" value="1">';

/** What is known of a route; `work` is missing where the portal answers at once. */
interface Route {
  work?: keyof typeof workMs;
  feature?: string;
  redirect?: string;
}

const routes = new Map<string, Route>([
  ['GET /', { work: 'GET /' }],
  ['GET /start_reflection', { work: 'GET /start_reflection', feature: 'reflection' }],
  ['GET /reflection/:id', { work: 'GET /reflection/:id', feature: 'reflection' }],
  [
    'POST /reflection/:id/step',
    { work: 'POST /reflection/:id/step', feature: 'reflection', redirect: '/reflection/1' },
  ],
  ['GET /designer', { redirect: '/designer/sta-110' }],
  ['GET /designer/:course', { work: 'GET /designer/:course', feature: 'designer' }],
  ['GET /audit', { work: 'GET /audit', feature: 'audit' }],
  ['GET /settings', { work: 'GET /settings' }],
  ['POST /settings', { work: 'POST /settings', feature: 'settings', redirect: '/settings' }],
  ['POST /sign_out', { work: 'POST /sign_out', redirect: '/signed_out' }],
  ['GET /signed_out', {}],
]);

/** What the portal needs beside its work, in milliseconds. */
const ownMs = 1.5;
/** While drafts are shown, so many of those who open a course open one. */
const draftShare = 0.8;

const courseFolder = '/designer/';
const courseTemplate = '/designer/:course';

/** What comes of a request. */
interface Outcome {
  statusCode: number;
  latencyMs: number;
  error?: unknown;
}

const missing: Outcome = { statusCode: 404, latencyMs: 0 };

/** A session that has not ended. */
interface OpenSession {
  /** Milliseconds since 1970. */
  endsAt: number;
  reflections: number;
}

/** The portal. */
export class QuickPortal {
  readonly #options: QuickPortalOptions;
  readonly #sessions = new Map<string, OpenSession>();
  readonly #answers: ReturnType<Monitor['counter']>;
  readonly #tokens: ReturnType<Monitor['histogram']>;

  constructor(options: QuickPortalOptions) {
    this.#options = options;
    const { monitor } = options;
    monitor.gauge('open_reflections', () => this.#openReflections());
    this.#answers = monitor.counter('answers');
    this.#tokens = monitor.histogram('tokens', { unit: '{token}' });
  }

  /** A browser of a new visitor. */
  browser(sessionId: string): Browser {
    const answer = (method: string, path: string): Promise<PageResponse> =>
      Promise.resolve(this.#answer(method, path, sessionId));
    return {
      get: (path) => answer('GET', path),
      post: (path) => answer('POST', path),
      abandon: (path, afterMs) => {
        const request = { endpoint: path, method: 'GET', statusCode: 200, latencyMs: afterMs, sessionId };
        this.#options.monitor.recordRequest({ ...request, errorClass: 'aborted' });
        return Promise.resolve();
      },
      clearCookies: () => undefined,
    };
  }

  /** Has a session end at a time, in milliseconds since 1970. */
  endSession(id: string, endsAt: number): void {
    const session = this.#sessions.get(id);
    if (session !== undefined) session.endsAt = endsAt;
  }

  /** Ends the sessions whose visitors have left. */
  endSessions(wall: number): void {
    for (const [id, { endsAt }] of this.#sessions) {
      if (endsAt > wall) continue;
      this.#options.monitor.recordSession(id, 'end');
      this.#sessions.delete(id);
    }
  }

  #openReflections(): number {
    let count = 0;
    for (const { reflections } of this.#sessions.values()) count += reflections;
    return count;
  }

  #answer(method: string, path: string, sessionId: string): PageResponse {
    const { monitor, random, showsDrafts } = this.#options;
    const isDraft = showsDrafts && path.startsWith('/designer/') && random.chance(draftShare);
    const template = templateOf(path);
    const route = routes.get(`${method} ${template}`);
    const course =
      template === courseTemplate ? findCourse((isDraft ? draftPath : path).slice(courseFolder.length)) : null;
    const outcome = route === undefined || course === undefined ? missing : this.#outcome(route, course);
    const latencyMs = outcome.latencyMs + random.logNormal(ownMs, 0.5);
    const endpoint = route === undefined ? '(unmatched)' : template;
    const { statusCode } = outcome;
    monitor.recordRequest(
      { endpoint, method, statusCode, latencyMs, sessionId, feature: route?.feature },
      outcome.error,
    );
    this.#noteSession(sessionId, template === '/start_reflection');
    const isFine = statusCode < 400;
    if (isFine && route?.redirect !== undefined) return this.#answer('GET', route.redirect, sessionId);
    return { status: statusCode, text: isFine ? page : '' };
  }

  #noteSession(id: string, isReflection: boolean): void {
    const session = this.#sessions.get(id) ?? { endsAt: Infinity, reflections: 0 };
    if (isReflection) session.reflections++;
    this.#sessions.set(id, session);
  }

  /** What comes of a request. */
  #outcome({ work, redirect }: Route, course: Course | null): Outcome {
    const { random, conditions } = this.#options;
    const statusCode = redirect === undefined ? 200 : 303;
    if (work === undefined) return { statusCode, latencyMs: 0 };
    const { totalMs, failure } = drawWork(random, work, conditions);
    if (failure !== undefined) return { statusCode: 500, latencyMs: totalMs, error: failure };
    try {
      if (course !== null) firstOutcome(course);
    } catch (error) {
      return { statusCode: 500, latencyMs: totalMs, error };
    }
    if (work !== 'POST /reflection/:id/step') return { statusCode, latencyMs: totalMs };
    const { tokens, pauseMs } = drawAnswer(random, conditions);
    this.#tokens.record(tokens);
    this.#answers.add();
    return { statusCode, latencyMs: totalMs + pauseMs };
  }
}

/** The route template of a path. */
function templateOf(path: string): string {
  if (path.startsWith(courseFolder)) return courseTemplate;
  return path.startsWith('/reflection/') ? path.replace(/^\/reflection\/[^/]+/, '/reflection/:id') : path;
}
