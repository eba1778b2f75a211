/** Counts what holds on to a page: listeners, timers, frames, observers and requests. */

/** How many of each there are now. */
export interface Holdings {
  /** On window, document and media queries. */
  listeners: number;
  intervals: number;
  frames: number;
  /** Elements that a ResizeObserver, IntersectionObserver or MutationObserver looks at. */
  observed: number;
  requests: number;
}

type Method = (this: object, ...args: unknown[]) => unknown;

/** Begins to count; `restore` ends it. Begin after `fetch` has been replaced. Keeps nothing alive that it counts. */
export function countHoldings(): { readonly now: Holdings; restore: () => void } {
  const now: Holdings = { listeners: 0, intervals: 0, frames: 0, observed: 0, requests: 0 };
  const restorers: (() => void)[] = [];
  /** Puts another method in place of one; it is given the one that was there. */
  const replace = (owner: object, name: string, around: (real: Method) => Method) => {
    const had = Object.getOwnPropertyDescriptor(owner, name);
    Object.defineProperty(owner, name, {
      value: around(Reflect.get(owner, name) as Method),
      configurable: true,
      writable: true,
    });
    restorers.push(() => {
      if (had) Object.defineProperty(owner, name, had);
      else Reflect.deleteProperty(owner, name);
    });
  };

  const known = new WeakMap<object, Set<string>>();
  const numbers = new WeakMap<object, number>();
  let lastNumber = 0;
  const numberOf = (listener: object) => {
    if (!numbers.has(listener)) numbers.set(listener, (lastNumber += 1));
    return String(numbers.get(listener));
  };
  const isOfPage = (target: unknown): target is object =>
    target === window || target === document || target instanceof MediaQueryList;
  const keyOf = (type: unknown, listener: unknown, options: unknown) =>
    `${String(type)} ${numberOf(listener as object)} ${String(options === true || (options as AddEventListenerOptions | undefined)?.capture === true)}`;
  for (const [name, change] of [
    ['addEventListener', 1],
    ['removeEventListener', -1],
  ] as const) {
    replace(
      EventTarget.prototype,
      name,
      (real) =>
        function (type, listener, options) {
          // Called without an object, it is the window's.
          const target = (this as object | undefined) ?? window;
          if (isOfPage(target) && listener) {
            const keys = known.get(target) ?? new Set();
            known.set(target, keys);
            const key = keyOf(type, listener, options);
            if (keys.has(key) === change < 0) now.listeners += change;
            if (change > 0) keys.add(key);
            else keys.delete(key);
          }
          return real.call(target, type, listener, options);
        },
    );
  }

  /** `begin` makes a thing with a number, which ends by itself or by `end`. */
  const countNumbered = (kind: 'intervals' | 'frames', begin: string, end: string, endsByItself: boolean) => {
    const open = new Set<unknown>();
    const close = (id: unknown) => {
      if (open.delete(id)) now[kind] -= 1;
    };
    replace(
      window,
      begin,
      (real) =>
        function (run, ...rest) {
          const id = real.call(
            window,
            (...args: unknown[]) => {
              if (endsByItself) close(id);
              (run as (...args: unknown[]) => void)(...args);
            },
            ...rest,
          );
          open.add(id);
          now[kind] += 1;
          return id;
        },
    );
    replace(
      window,
      end,
      (real) =>
        function (id) {
          close(id);
          return real.call(window, id);
        },
    );
  };
  countNumbered('intervals', 'setInterval', 'clearInterval', false);
  countNumbered('frames', 'requestAnimationFrame', 'cancelAnimationFrame', true);

  const looks = new WeakMap<object, { targets: WeakSet<object>; count: number }>();
  for (const { prototype } of [ResizeObserver, IntersectionObserver, MutationObserver]) {
    replace(
      prototype,
      'observe',
      (real) =>
        function (target, ...rest) {
          const look = looks.get(this) ?? { targets: new WeakSet(), count: 0 };
          looks.set(this, look);
          if (!look.targets.has(target as object)) {
            look.targets.add(target as object);
            look.count += 1;
            now.observed += 1;
          }
          return real.call(this, target, ...rest);
        },
    );
    replace(
      prototype,
      'disconnect',
      (real) =>
        function () {
          now.observed -= looks.get(this)?.count ?? 0;
          looks.delete(this);
          return real.call(this);
        },
    );
    if (!('unobserve' in prototype)) continue;
    replace(
      prototype,
      'unobserve',
      (real) =>
        function (target) {
          const look = looks.get(this);
          if (look?.targets.delete(target as object) === true) {
            look.count -= 1;
            now.observed -= 1;
          }
          return real.call(this, target);
        },
    );
  }

  replace(
    window,
    'fetch',
    (real) =>
      function (...args) {
        now.requests += 1;
        return (real.apply(window, args) as Promise<Response>).finally(() => (now.requests -= 1));
      },
  );

  return {
    get now() {
      return { ...now };
    },
    restore: () => restorers.reverse().forEach((restore) => restore()),
  };
}
