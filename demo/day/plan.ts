/** What happens in the simulated day. Times are hours before its end, so that it is the same at any hour and in any zone. */

import { FIRST_VERSION, type Mode } from '../conditions.js';

/** A version that goes into service. */
export interface Release {
  version: string;
  hoursAgo: number;
  /** It shows drafts to everybody, and drafts have a bug. */
  showsDrafts?: boolean;
  /** Somebody knows the address of a draft. */
  draftsAreKnown?: boolean;
}

/** The first is in service when the day begins. */
export const releases: readonly [Release, ...Release[]] = [
  { version: '1.7.4', hoursAgo: 24 },
  // This one goes well.
  { version: '1.7.5', hoursAgo: 19.4 },
  // This one does not, and is rolled back.
  { version: '1.7.6', hoursAgo: 2.7, showsDrafts: true },
  { version: '1.7.5', hoursAgo: 2.45, draftsAreKnown: true },
  { version: FIRST_VERSION, hoursAgo: 0.8, draftsAreKnown: true },
];

/** A fault, as the control page has them. */
export interface Fault {
  mode: Mode;
  hoursAgo: number;
  minutes: number;
}

/** A slow portal yesterday, and the incident of the morning. */
export const faults: readonly Fault[] = [
  { mode: 'slow', hoursAgo: 21.2, minutes: 7 },
  { mode: 'failing', hoursAgo: 5.1, minutes: 9 },
];

/** How busy the portal is: 1 is as busy as after the day. Between two times it changes steadily. */
const activity: readonly (readonly [hoursAgo: number, share: number])[] = [
  [24, 0.22],
  [21.5, 0.2],
  [19, 0.12],
  [16.5, 0.02],
  [9, 0.015],
  [7.5, 0.15],
  [6, 0.34],
  [4, 0.3],
  [3, 0.4],
  [1.2, 0.4],
  [0.3, 0.8],
  [0, 1],
];

/** How busy it is at a time. */
export function activityAt(hoursAgo: number): number {
  const next = activity.findIndex(([hours]) => hours <= hoursAgo);
  const [to, after] = activity[next] ?? [0, 1];
  const [from, before] = activity[next - 1] ?? [to, after];
  return from === to ? after : before + ((after - before) * (from - hoursAgo)) / (from - to);
}

/** The fault at a time; undefined when there is none. */
export function faultAt(hoursAgo: number): Fault | undefined {
  return faults.find((fault) => hoursAgo <= fault.hoursAgo && hoursAgo > fault.hoursAgo - fault.minutes / 60);
}

/** Whether something goes wrong, or has until a few minutes ago: then time is to pass in small steps. */
export function isEventful(hoursAgo: number): boolean {
  const isNear = (from: number, to: number): boolean => hoursAgo <= from && hoursAgo > to - 0.2;
  return (
    faults.some((fault) => isNear(fault.hoursAgo, fault.hoursAgo - fault.minutes / 60)) ||
    releases.some(
      (release, index) => release.showsDrafts === true && isNear(release.hoursAgo, releases[index + 1]?.hoursAgo ?? 0),
    )
  );
}
