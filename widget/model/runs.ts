/** Runs: stretches of a list in which a condition holds. */

/** From the first index to the one after the last. */
export interface Run {
  from: number;
  to: number;
}

/** All runs, in order. */
export function runs<Item>(items: readonly Item[], holds: (item: Item) => boolean): Run[] {
  const found: Run[] = [];
  items.forEach((item, index) => {
    if (!holds(item)) return;
    const last = found.at(-1);
    if (last?.to === index) last.to = index + 1;
    else found.push({ from: index, to: index + 1 });
  });
  return found;
}
