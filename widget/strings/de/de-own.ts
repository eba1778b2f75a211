/** German words about jobs, error budgets, the app's own numbers and the monitor's cost. */
import type { OwnStrings } from '../own-strings.js';

const listed = (parts: readonly string[], separator: string): string => parts.filter(Boolean).join(separator);

/** The German words. */
export const germanOwn: OwnStrings = {
  jobs: 'Aufgaben',
  lastRun: 'letzter Lauf',
  every: (span) => `alle ${span}`,
  took: (span) => `Dauer ${span}`,
  running: 'läuft gerade',
  notRunYet: 'noch nie gelaufen',
  overdue: (ago) => `überfällig${ago && `, ${ago}`}`,
  runFailed: (ago) => `fehlgeschlagen, ${ago}`,

  errorBudget: 'Fehlerbudget',
  objective: (name, target, span) => `${name}, ${target} über ${span}`,
  left: 'übrig',
  usedUp: 'Es ist aufgebraucht.',
  burns: (times) => `Wird ${times}-mal zu schnell verbraucht`,
  inLastHour: 'in der letzten Stunde.',
  usedUpIn: (span) => `In diesem Tempo ist es in ${span} aufgebraucht`,

  appNumbers: 'Eigene Zahlen',
  gauge: 'Messwert',
  perMinute: 'pro Minute',

  cost: (perRequest, memory, evaluation, disk) => {
    const work = listed(
      [perRequest && `${perRequest} je Anfrage`, memory, evaluation && `ausgewertet in ${evaluation}`],
      ', ',
    );
    return `Die Überwachung kostet ${listed([work, disk && `${disk} auf der Platte`], '; ')}`;
  },
};
