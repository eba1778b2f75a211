// @ts-check
/**
 * What the monitor keeps at the worst: after a million random addresses with a session each, and with as many busy
 * endpoints as it keeps apart, their latencies spread over a whole window.
 */
import { withProcesses } from '../tools/processes.js';
import { rowOf } from '../tools/rows.js';

const processes = 3;
const flags = ['--expose-gc'];
const traffics = [
  { name: 'flood', label: '1,000,000 random URLs and sessions', limitMb: 16, endpoints: 0 },
  { name: 'busy', label: '2,000 busy endpoints over a full window', limitMb: 32, endpoints: 2000 },
];

/** @returns {Promise<import('../tools/rows.js').Row[]>} */
export default async function memory() {
  const rows = [];
  for (const { name, label, limitMb, endpoints } of traffics) {
    const grow = () => withProcesses('memory', [name], async (children) => children[name]?.ask('grown'), flags);
    const grown = await Promise.all(Array.from({ length: processes }, grow));
    const kept = Math.min(...grown.map((growth) => growth.endpoints));
    if (kept < endpoints) throw new Error(`only ${kept} endpoints were kept apart`);
    const goal = /** @type {const} */ ({ figure: 'ours', atMost: limitMb });
    rows.push(
      rowOf({ name: `heap over idle, ${label}`, unit: 'MB', ours: grown.map(({ heap }) => heap), goal }),
      rowOf({ name: `RSS over idle, ${label}`, unit: 'MB', ours: grown.map(({ rss }) => rss), goal }),
    );
  }
  return rows;
}
