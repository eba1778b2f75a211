/** The portal's monitor. */

import { createMonitor, type Monitor, type MonitorOptions } from 'align-monitor';
import { FIRST_VERSION } from '../conditions.js';
import { reflectionEndpoints } from './pages/reflection.js';

/** Creates it. */
export function createPortalMonitor(options: MonitorOptions): Monitor {
  return createMonitor({
    version: FIRST_VERSION,
    ...options,
    // Visitors of a demo are its developers.
    access: 'local',
    // A language model takes its time. That is no reason for a red light.
    levels: { endpoints: { 'POST /reflection/:id/step': { p95Ms: [3000, 8000] } } },
    objectives: [{ name: 'reflections', target: 99, endpoints: [...reflectionEndpoints], over: '24h' }],
    dependencies: { perEndpoint: true },
    ignore: (request) => request.path.startsWith('/assets/') || request.path.startsWith('/demo/'),
  });
}
