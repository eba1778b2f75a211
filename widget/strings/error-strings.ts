/** Words about error groups. Loaded with their card. */

/** All of them. */
export interface ErrorStrings {
  errorGroups: string;
  /** What the figures of the card are over. */
  errorsOver: (window: string) => string;
  /** The tabs, each with its number. */
  openGroups: (count: string) => string;
  mutedGroups: (count: string) => string;
  resolvedGroups: (count: string) => string;
  noGroups: string;
  groupsKept: (count: number, text: string, most: string) => string;
  showAll: string;
  showFewer: string;
  groupsRefused: (code: number) => string;

  /** What people have said about a group. `name` and `version` may be empty. */
  acknowledgedChip: (name: string, time: string) => string;
  mutedChip: (time: string) => string;
  resolvedChip: (name: string, time: string) => string;
  cameBack: (version: string) => string;
  endedProcess: string;

  firstSeen: (when: string) => string;
  lastSeen: (ago: string) => string;
  /** The description of a trend for screen readers. */
  trend: (count: number, text: string, latest: string) => string;

  /** Inside of an opened group. `afterDeploy` may be empty. */
  sinceFirst: (time: string, afterDeploy: string) => string;
  afterDeploy: (span: string, version: string) => string;
  resolve: string;
  reopen: string;
  muteGroupMeans: string;
  resolveMeans: string;
  stack: string;
  copy: string;
  copied: string;
  thisApp: string;
  moreFrames: (count: number, text: string) => string;
  lastSamples: string;
  trace: string;
  /** How to see the errors behind a status. */
  recordErrors: string;
}
