/** English words about error groups. */
import type { ErrorStrings } from '../error-strings.js';
import type { Grammar } from '../strings.js';

/** The English words. */
export const englishErrors = ({ counted }: Grammar): ErrorStrings => ({
  errorGroups: 'Error groups',
  errorsOver: (window) => `${window}, trend 24 h`,
  openGroups: (count) => `Open ${count}`,
  mutedGroups: (count) => `Muted ${count}`,
  resolvedGroups: (count) => `Resolved ${count}`,
  noGroups: 'None.',
  groupsKept: (count, text, most) => `${counted(text, count, 'group')} kept, of at most ${most}`,
  showAll: 'Show all',
  showFewer: 'Show fewer',
  groupsRefused: (code) => {
    if (code === 401 || code === 403) return 'You may not see the errors.';
    return `The errors could not be loaded${code === 0 ? '' : ` (${code})`}.`;
  },

  acknowledgedChip: (name, time) => `acknowledged ${name && `by ${name}, `}${time}`,
  mutedChip: (time) => `muted until ${time}`,
  resolvedChip: (name, time) => `resolved ${name && `by ${name}, `}${time}`,
  cameBack: (version) => `resolved${version && ` in ${version}`}, came back`,
  endedProcess: 'ended the process',

  firstSeen: (when) => `first ${when}`,
  lastSeen: (ago) => `last ${ago}`,
  trend: (count, text, latest) => `${counted(text, count, 'error')} in 24 hours, ${latest} in the last 30 minutes`,

  sinceFirst: (time, afterDeploy) => `since ${time}${afterDeploy && `, ${afterDeploy}`}`,
  afterDeploy: (span, version) => `${span} after deploy ${version}`,
  resolve: 'Resolve',
  reopen: 'Reopen',
  muteGroupMeans: 'Its errors are counted, but make no alert.',
  resolveMeans: 'If it comes back, it is open again and says so.',
  stack: 'Stack',
  copy: 'Copy',
  copied: 'Copied',
  thisApp: 'this app',
  moreFrames: (count, text) => `… ${counted(text, count, 'more line', 'more lines')}`,
  lastSamples: 'Last samples',
  trace: 'Trace',
  recordErrors: 'To see the error itself, pass it to monitor.recordError() where the app catches it.',
});
