/** German words about error groups. */
import type { ErrorStrings } from '../error-strings.js';
import type { Grammar } from '../strings.js';

/** The German words. */
export const germanErrors = ({ counted }: Grammar): ErrorStrings => ({
  errorGroups: 'Fehlergruppen',
  errorsOver: (window) => `${window}, Verlauf über 24 Std.`,
  openGroups: (count) => `Offen ${count}`,
  mutedGroups: (count) => `Stumm ${count}`,
  resolvedGroups: (count) => `Behoben ${count}`,
  noGroups: 'Keine.',
  groupsKept: (count, text, most) => `${counted(text, count, 'Gruppe', 'Gruppen')} von höchstens ${most} gespeichert`,
  showAll: 'Alle zeigen',
  showFewer: 'Weniger zeigen',
  groupsRefused: (code) => {
    if (code === 401 || code === 403) return 'Keine Berechtigung.';
    return `Die Fehler konnten nicht geladen werden${code === 0 ? '' : ` (${code})`}.`;
  },

  acknowledgedChip: (name, time) => `bestätigt${name && ` von ${name}`}, ${time}`,
  mutedChip: (time) => `stumm bis ${time}`,
  resolvedChip: (name, time) => `behoben${name && ` von ${name}`}, ${time}`,
  cameBack: (version) => `behoben${version && ` mit ${version}`}, wieder da`,
  endedProcess: 'hat den Prozess beendet',

  firstSeen: (when) => `zuerst ${when}`,
  lastSeen: (ago) => `zuletzt ${ago}`,
  trend: (count, text, latest) =>
    `${counted(text, count, 'Fehler')} in 24 Stunden, ${latest} davon in den letzten 30 Minuten`,

  sinceFirst: (time, afterDeploy) => `seit ${time}${afterDeploy && `, ${afterDeploy}`}`,
  afterDeploy: (span, version) => `${span} nach Deployment ${version}`,
  resolve: 'Als behoben melden',
  reopen: 'Wieder öffnen',
  muteGroupMeans: 'Die Fehler werden gezählt, lösen aber keinen Alarm aus.',
  resolveMeans: 'Tritt er wieder auf, ist die Gruppe wieder offen, und das steht dabei.',
  stack: 'Aufrufliste',
  copy: 'Kopieren',
  copied: 'Kopiert',
  thisApp: 'diese App',
  moreFrames: (count, text) => `… ${counted(text, count, 'weitere Zeile', 'weitere Zeilen')}`,
  lastSamples: 'Neueste Beispiele',
  trace: 'Ablauf',
  recordErrors: 'Um den Fehler selbst zu sehen: ihn an monitor.recordError() geben, wo die App ihn abfängt.',
});
