import type { Clock } from 'align-monitor';
import { Conditions } from './conditions.js';
import { addControl } from './control.js';
import { startDriver, type Driver } from './driver.js';
import { addEmbeds } from './embeds/routes.js';
import { startSystem, type System } from './embeds/system.js';
import { startTool } from './embeds/tool.js';
import { listen } from './listen.js';
import { createPortal } from './portal/app.js';

/** Settings of the demo. */
export interface DemoOptions {
  /** 0 chooses a free port. */
  port: number;
  /** Where the tool of another origin listens, or at a free port when that is taken; two above `port` unless given. */
  toolPort?: number;
  /** How many people visit at once; none when 0. */
  visitors?: number;
  /** Where the monitor takes its time from; the machine's clock unless given. */
  clock?: Clock;
  /** The folder in which the monitor keeps its history; in memory alone unless given. */
  metricsDir?: string;
}

/** A running demo. */
export interface Demo {
  /** Where the portal lies, such as `http://localhost:5004/`. */
  origin: URL;
  /** Where the tool of another origin lies. */
  tool: URL;
  traffic: Driver['traffic'];
  /** Calls the visitors off, ends all connections and closes the monitors. */
  close(): Promise<void>;
}

const seed = 2026;
/** The port between is the one on which the element is served while it is edited. */
const toolDistance = 2;

/** What the tool shows beside the portal: one that is slower than it should be, and one that is well. */
const smallSystems = [
  { name: 'Library catalogue', purpose: 'Reading lists', paths: ['/search', '/shelf'], medianMs: 230 },
  { name: 'Timetable', purpose: 'Rooms and hours', paths: ['/week', '/rooms'], medianMs: 35 },
];

/**
 * Starts the portal under watch, its control page and its visitors, two small systems beside it, and a tool of another
 * origin that shows all three. Rejects when the portal's port cannot be had.
 */
export async function startDemo(options: DemoOptions): Promise<Demo> {
  const { port, toolPort = port === 0 ? 0 : port + toolDistance, visitors = 14, clock, metricsDir } = options;
  const conditions = new Conditions();
  const systems: System[] = [];
  const running: { close(): Promise<void> }[] = [];
  const close = async (): Promise<void> => {
    for (const part of running.splice(0).reverse()) await part.close();
  };
  try {
    const tool = await startTool(toolPort, systems);
    running.push(tool);
    const { app, monitor } = createPortal({ conditions, seed, clock, metricsDir, origins: [tool.origin.origin] });
    running.push(monitor);
    addControl(app, { conditions, windowSeconds: monitor.metrics().window_seconds, tool: tool.origin });
    addEmbeds(app, systems, tool.origin);
    const handle = app.callback();
    const listening = await listen((request, response) => void handle(request, response), port);
    running.push(listening);
    const origin = new URL(`http://localhost:${listening.port}/`);
    systems.push({ name: 'Instructor portal', purpose: 'Courses and reflections', origin });
    const readers = Math.ceil(visitors / 4);
    for (const [index, small] of smallSystems.entries()) {
      const origins = [tool.origin.origin, origin.origin];
      const system = await startSystem({ ...small, origins, readers, seed: seed + index });
      running.push(system);
      systems.push(system);
    }
    const driver = startDriver({ origin: new URL(`http://127.0.0.1:${listening.port}/`), conditions, visitors, seed });
    running.push({ close: () => driver.stop() });
    return { origin, tool: tool.origin, traffic: driver.traffic, close };
  } catch (error) {
    await close();
    throw error;
  }
}
