/** The foot of the page: what the monitor costs. Loaded when some of it is known. */
import { html, type TemplateResult } from 'lit';
import type { Metrics } from '../../../server/contract/index.js';
import { quantityText } from '../../model/text/format.js';
import { costStyles } from '../../styles/cost.styles.js';
import type { PageContext } from '../view-context.js';

/** For the line. */
export const styles = [costStyles];

/** One line. */
export function card({ monitor }: Metrics, { view, words: load }: PageContext): TemplateResult | null | undefined {
  const { strings, format } = view.display;
  const words = load(strings.ownWords);
  if (!words) return words;
  const { request_us, memory_bytes, disk_bytes, evaluation_ms } = monitor.cost;
  const known = (value: number | null, text: (value: number) => string) => (value === null ? '' : text(value));
  const megabytes = (bytes: number) => `${format.rate(bytes / 1e6).value}\u00a0MB`;
  const texts = [
    known(request_us, (value) => `${format.rate(value).value}\u00a0µs`),
    known(memory_bytes, megabytes),
    known(evaluation_ms, (value) => quantityText(format.latency(value))),
    known(disk_bytes, megabytes),
  ] as const;
  return html`<p class="cost">${words.cost(...texts)}</p>`;
}
