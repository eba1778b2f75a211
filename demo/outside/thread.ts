/** The thread of all that is not the portal: its visitors, the language model, the other systems, and who deploys. */

import { parentPort, workerData } from 'node:worker_threads';
import { Conditions } from '../conditions.js';
import { startSystem, type RunningSystem } from '../embeds/system.js';
import { startDriver, type Driver } from './driver.js';
import { startLanguageModel } from './language-model.js';
import type { Message, OutsideOptions, Questions } from './outside.js';
import { Releases } from './releases.js';

type Handlers = {
  [Name in keyof Questions]: (question: Questions[Name]['question']) => Promise<Questions[Name]['answer']>;
};

/** The systems beside the portal: one that is slower than its limit, and one that is healthy. */
const otherSystems = [
  { name: 'Library catalogue', purpose: 'Reading lists', paths: ['/search', '/shelf'], medianMs: 230 },
  { name: 'Timetable', purpose: 'Rooms and hours', paths: ['/week', '/rooms'], medianMs: 35 },
];

const { visitors, seed } = workerData as OutsideOptions;
const conditions = new Conditions();
const systems: RunningSystem[] = [];
let driver: Driver | undefined;
let releases: Releases | undefined;

const handlers: Handlers = {
  async start() {
    return { modelPort: await startLanguageModel(conditions, seed) };
  },
  async open({ portal, origins }) {
    const readers = Math.ceil(visitors / 4);
    for (const [index, other] of otherSystems.entries()) {
      systems.push(await startSystem({ ...other, origins, readers, seed: seed + index }));
    }
    const origin = new URL(portal);
    releases = new Releases(origin);
    driver = startDriver({ origin, conditions, visitors, seed });
    return systems.map(({ name, purpose, origin: { href } }) => ({ name, purpose, origin: href }));
  },
  async change(mode) {
    conditions.change(mode);
    await releases?.follow(conditions);
    return null;
  },
  async leave() {
    await Promise.all([driver?.stop(), ...systems.map((system) => system.stopReaders())]);
    return driver?.traffic ?? { sent: 0, unanswered: 0 };
  },
};

parentPort?.on('message', (message: Message) => void answer(message));

async function answer<Name extends keyof Questions>({ name, question, reply }: Message<Name>): Promise<void> {
  reply.postMessage(await handlers[name](question));
  reply.close();
}
