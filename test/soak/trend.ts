/** Whether the heap grows. */

/** The heap at one time. */
export interface HeapSample {
  seconds: number;
  bytes: number;
}

/** The growth from the first to the last sample, in bytes, along the line of least squares. */
export function growth(samples: readonly HeapSample[]): number {
  const mean = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [first, last] = [samples[0], samples.at(-1)];
  if (first === undefined || last === undefined || last.seconds === first.seconds) return 0;
  const at = mean(samples.map(({ seconds }) => seconds));
  const level = mean(samples.map(({ bytes }) => bytes));
  const slope =
    samples.reduce((sum, { seconds, bytes }) => sum + (seconds - at) * (bytes - level), 0) /
    samples.reduce((sum, { seconds }) => sum + (seconds - at) ** 2, 0);
  return slope * (last.seconds - first.seconds);
}
