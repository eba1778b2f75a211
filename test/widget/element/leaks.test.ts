import type { AlignMonitor } from '../../../widget/index.js';
import '../../../widget/define.js';
import { findAll, until } from '../support/element.js';
import { expect } from '../support/expect.js';
import { countHoldings, type Holdings } from '../support/holdings.js';
import { Stage } from '../support/stage.js';

const ROUNDS = 30;
/** Garbage may take more than one collection to be found. */
const COLLECTIONS = 20;

/** When all of a variant is there, its charts too. */
const isShown: Record<string, (element: AlignMonitor) => boolean> = {
  badge: (element) => findAll(element, '[part=badge]').length === 1,
  panel: (element) => findAll(element, '[part=figure]').length === 4,
  page: (element) => findAll(element, 'canvas').length >= 2,
};

/** The browser's garbage collector; the test browser is started with it. */
const { gc } = window as { gc?: (options: { type: 'major'; execution: 'async' }) => Promise<void> };

describe('coming and going thirty times', () => {
  let stage: Stage;
  let holdings: { readonly now: Holdings; restore: () => void };
  let place: HTMLElement;

  beforeEach(() => {
    stage = new Stage();
    holdings = countHoldings();
    place = document.createElement('div');
    place.style.inlineSize = '1200px';
    document.body.append(place);
  });

  afterEach(async () => {
    place.remove();
    await stage.clear();
    holdings.restore();
  });

  /** A new element, shown and taken away again. A function of its own, so that nothing refers to the element afterwards. */
  const round = async (variant: string): Promise<WeakRef<AlignMonitor>> => {
    const element = document.createElement('align-monitor');
    element.setAttribute('variant', variant);
    place.append(element);
    await stage.time.until(() => isShown[variant]?.(element) === true);
    element.remove();
    await element.updateComplete;
    expect(findAll(element, 'canvas')).to.have.length(0);
    return new WeakRef(element);
  };

  /** What is left when all that is only a moment away has happened. */
  const left = async (): Promise<Holdings & { timers: number }> => {
    await stage.time.settle();
    await until(() => holdings.now.frames <= 1);
    return { ...holdings.now, timers: stage.time.waiting };
  };

  for (const variant of Object.keys(isShown)) {
    it(`leaves nothing of a ${variant} behind`, async function () {
      this.timeout(120_000);
      // What is loaded with the first one, such as uPlot's look at the pixel ratio, stays for all.
      await round(variant);
      const before = await left();
      const gone: WeakRef<AlignMonitor>[] = [];
      for (let count = 0; count < ROUNDS; count++) gone.push(await round(variant));
      expect(await left()).to.eql(before);
      expect(before).to.eql({
        listeners: before.listeners,
        intervals: 0,
        frames: 0,
        observed: 0,
        requests: 0,
        timers: 0,
      });
      // The stack of an abort's reason refers to what has aborted.
      stage.server.healthSignals.splice(0);
      const alive = () => gone.filter((reference) => reference.deref() !== undefined).length;
      for (let count = 0; count < COLLECTIONS && alive() > 0; count++)
        await gc?.({ type: 'major', execution: 'async' });
      expect(alive()).to.eql(0);
    });
  }
});
