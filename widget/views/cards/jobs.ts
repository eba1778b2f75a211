/** The card with the app's jobs. Loaded with the first job. */
import { html, type TemplateResult } from 'lit';
import type { JobFigures, Metrics } from '../../../server/contract/index.js';
import { jobState, sortJobs, type JobState } from '../../model/cards/jobs.js';
import { toMinutes } from '../../model/text/clock.js';
import type { PageDisplay } from '../../model/text/display-context.js';
import { quantityText } from '../../model/text/format.js';
import type { Tone } from '../../model/text/headline.js';
import type { OwnStrings } from '../../strings/own-strings.js';
import { jobStyles } from '../../styles/jobs.styles.js';
import { icon } from '../icons.js';
import type { PageContext } from '../view-context.js';

/** For the card. */
export const styles = [jobStyles];

const TONES: Record<JobState, Tone> = {
  overdue: 'warning',
  failed: 'degraded',
  succeeded: 'healthy',
  'not run yet': 'quiet',
};
/** A last run that is longer ago is told with its time, in milliseconds. */
const LONG_AGO = 3_600_000;

/** The card. */
export function card({ jobs }: Metrics, { view, words: load }: PageContext): TemplateResult | null | undefined {
  const { display } = view;
  const words = load(display.strings.ownWords);
  if (!words) return words;
  return html`
    <div class="card titled jobs-card" part="card">
      <h2 id="jobs">${words.jobs} <small>${words.lastRun}</small></h2>
      <ul class="list jobs" aria-labelledby="jobs">
        ${sortJobs(jobs).map((job) => listItem(job, words, display))}
      </ul>
    </div>
  `;
}

function listItem(job: JobFigures, words: OwnStrings, display: PageDisplay): TemplateResult {
  const state = jobState(job);
  const tone = TONES[state];
  const isWrong = state === 'overdue' || state === 'failed';
  return html`
    <li class="tone-${tone} ${isWrong ? 'wrong' : ''}">
      ${icon(tone)} <b>${job.name}</b> <span class="when">${lastRun(job, state, words, display)}</span>
      <small>${details(job, words, display)}</small>
    </li>
  `;
}

/** When it last ran, or what is the matter. */
function lastRun(job: JobFigures, state: JobState, words: OwnStrings, { strings, format, now }: PageDisplay): string {
  const began = Date.parse(job.last_started_at ?? '');
  const ago = Number.isNaN(began) ? '' : strings.ago(format.span(Math.max(1, (now - began) / 1000)));
  if (state === 'overdue') return words.overdue(ago);
  if (job.is_running) return words.running;
  if (state === 'not run yet' || ago === '') return words.notRunYet;
  return state === 'failed' ? words.runFailed(ago) : ago;
}

/** "every 24 h; Sun 19:02, took 41 s". */
function details(job: JobFigures, words: OwnStrings, display: PageDisplay): string {
  const { format, now } = display;
  const began = Date.parse(job.last_started_at ?? '');
  const { last_duration_ms: took, every_seconds: every } = job;
  const run = [
    now - began >= LONG_AGO ? toMinutes(began, display) : '',
    took === null ? '' : words.took(durationText(took, display)),
  ];
  return [every === null ? '' : words.every(format.span(every)), run.filter(Boolean).join(', ')]
    .filter(Boolean)
    .join('; ');
}

/** "350 ms", "1.2 s", "4 min". */
function durationText(milliseconds: number, { format }: PageDisplay): string {
  if (milliseconds < 1000) return quantityText(format.latency(milliseconds));
  const seconds = milliseconds / 1000;
  return seconds < 60 ? quantityText({ value: format.rate(seconds).value, unit: 's' }) : format.span(seconds);
}
