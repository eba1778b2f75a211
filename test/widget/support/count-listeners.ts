/** Counts who listens to the page. */

type Listen = (type: string, listener: EventListener) => void;

/** How many listeners document and window have got since, less those that were removed; `restore` ends the counting. */
export function countListeners(): { readonly count: number; restore: () => void } {
  let count = 0;
  const restorers = [document, window].map((target) => {
    const add: Listen = target.addEventListener.bind(target);
    const remove: Listen = target.removeEventListener.bind(target);
    Object.assign(target, {
      addEventListener: (type: string, listener: EventListener) => {
        count += 1;
        add(type, listener);
      },
      removeEventListener: (type: string, listener: EventListener) => {
        count -= 1;
        remove(type, listener);
      },
    });
    return () => Object.assign(target, { addEventListener: add, removeEventListener: remove });
  });
  return {
    get count() {
      return count;
    },
    restore: () => restorers.forEach((restore) => restore()),
  };
}
