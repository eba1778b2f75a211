import type { AlignMonitor } from '../../../widget/index.js';
import { devtools, mouse, pinch, type Place } from '../support/devtools.js';
import { find, findAll, textOf } from '../support/element.js';
import { expect } from '../support/expect.js';
import { fixtures } from '../support/fixtures.js';
import { Stage } from '../support/stage.js';

/** How a host page may place the element. */
const PLACES: Record<string, string> = {
  'as it is': '',
  'half as large': 'transform: scale(0.5); transform-origin: 0 0;',
  'twice as large': 'inline-size: 350px; transform: scale(2); transform-origin: 0 0;',
  'zoomed to 150 %': 'inline-size: 500px; zoom: 1.5;',
  'zoomed and scaled': 'zoom: 1.25; transform: scale(0.8) translate(40px, 30px);',
};
/** Parts of the width at which there are steps. */
const PARTS = [6, 21, 30, 47].map((step) => step / 59);

describe("a chart's pointer", () => {
  let stage: Stage;
  let element: AlignMonitor;
  let frame: HTMLElement;

  /** Shows a page in a frame, with its first chart in view. */
  const show = async (style: string) => {
    frame = document.createElement('div');
    frame.style.cssText = `inline-size: 700px; ${style}`;
    document.body.append(frame);
    element = await stage.show({ variant: 'page' });
    frame.append(element);
    await stage.time.until(() => findAll(element, '.u-over').length === 3);
    await settle();
    find(element, '.u-over').scrollIntoView({ block: 'center', inline: 'center' });
    await settle();
  };
  const settle = async () => {
    for (let frames = 0; frames < 3; frames++) await new Promise((done) => requestAnimationFrame(done));
    await stage.time.settle();
    await element.updateComplete;
  };
  const nextFrame = () => new Promise((done) => requestAnimationFrame(done));
  /** Where a part of the chart's width is on the screen, as the browser itself finds it: by asking for the element there. */
  const placeOf = (part: number): Place => {
    const over = find(element, '.u-over');
    const mark = document.createElement('i');
    mark.style.cssText = `position: absolute; inset-inline-start: ${part * over.clientWidth}px; top: 20px; width: 0; height: 0;`;
    over.append(mark);
    const { left, top } = mark.getBoundingClientRect();
    mark.remove();
    return [left, top];
  };
  /** The part of the chart's width at which its line stands. */
  const linePart = () => {
    const over = find(element, '.u-over');
    const [, x = NaN] = /translate\((-?[\d.]+)px/.exec(find(element, '.u-cursor-x').style.transform) ?? [];
    return Number(x) / over.clientWidth;
  };
  const timeAt = () => textOf(element, '.of-latency .legend .at');
  const zoomed = () => textOf(element, '.of-latency h2');

  beforeEach(() => {
    stage = new Stage();
    stage.server.metrics = () => fixtures.degraded(stage.time.now);
  });

  afterEach(async () => {
    await mouse('mouseMoved', [1, 1]);
    await stage.clear();
    frame.remove();
    scrollTo(0, 0);
  });

  /** What the chart says where the pointer is at each of some parts of its width. */
  const sayings = async () => {
    const said: string[] = [];
    for (const part of PARTS) {
      await mouse('mouseMoved', placeOf(part));
      await settle();
      expect(linePart(), `the line at ${part}`).to.be.closeTo(part, 0.01);
      said.push(timeAt());
    }
    return said;
  };

  let asItIs: string[] = [];
  for (const [where, style] of Object.entries(PLACES)) {
    it(`tells the time that it points at when the chart is ${where}`, async () => {
      await show(style);
      const said = await sayings();
      expect(new Set(said).size).to.eql(4);
      if (style === '') asItIs = said;
      expect(said).to.eql(asItIs);
    });

    it(`selects what it is dragged over when the chart is ${where}`, async () => {
      await show(style);
      await mouse('mouseMoved', placeOf(0.25));
      await mouse('mousePressed', placeOf(0.25));
      for (const part of [0.4, 0.6, 0.75]) await mouse('mouseMoved', placeOf(part));
      await settle();
      const { left, right } = find(element, '.u-select').getBoundingClientRect();
      expect(left).to.be.closeTo(placeOf(0.25)[0], 1.5);
      expect(right).to.be.closeTo(placeOf(0.75)[0], 1.5);
      await mouse('mouseReleased', placeOf(0.75));
      await settle();
      expect(zoomed()).to.match(/^Latency \d\d:\d\d:\d\d to \d\d:\d\d:\d\d$/);
      const [start = 0, end = 0] = (zoomed().match(/\d\d:\d\d:\d\d/g) ?? []).map((time) =>
        time.split(':').reduce((seconds, digits) => 60 * seconds + Number(digits), 0),
      );
      expect(end - start).to.be.closeTo(150, 8);
      expect(linePart()).to.be.closeTo(0.75, 0.01);
    });

    it(`zooms between two fingers when the chart is ${where}`, async () => {
      await show(style);
      await pinch([placeOf(0.4), placeOf(0.6)], [placeOf(0.2), placeOf(0.8)]);
      await settle();
      const [start = 0, end = 0] = (zoomed().match(/\d\d:\d\d:\d\d/g) ?? []).map((time) =>
        time.split(':').reduce((seconds, digits) => 60 * seconds + Number(digits), 0),
      );
      expect(end - start).to.be.closeTo(300 / 3, 8);
    });
  }

  it('stays right in nested scrollers that move under it', async () => {
    await show('block-size: 300px; overflow: auto; transform: scale(0.8);');
    const inner = document.createElement('div');
    inner.style.cssText = 'block-size: 500px; overflow: auto;';
    const host = document.createElement('div');
    host.attachShadow({ mode: 'open' }).append(inner);
    frame.append(host);
    inner.append(element);
    await settle();
    await stage.time.until(() => findAll(element, '.u-over').length === 3);
    find(element, '.u-over').scrollIntoView({ block: 'center' });
    await settle();
    const place = placeOf(0.3);
    await mouse('mouseMoved', place);
    await settle();
    expect(linePart()).to.be.closeTo(0.3, 0.01);
    inner.style.paddingInlineStart = '60px';
    inner.scrollTop += 20;
    frame.scrollTop += 10;
    await settle();
    await mouse('mouseMoved', placeOf(0.55));
    await settle();
    expect(linePart()).to.be.closeTo(0.55, 0.01);
  });

  it('points at nothing when it is released outside of the chart', async () => {
    await show('');
    await mouse('mouseMoved', placeOf(0.5));
    await mouse('mousePressed', placeOf(0.5));
    for (const part of [0.7, 0.9, 0.99]) await mouse('mouseMoved', placeOf(part));
    await mouse('mouseMoved', [placeOf(1)[0] + 60, placeOf(1)[1]]);
    await mouse('mouseReleased', [placeOf(1)[0] + 60, placeOf(1)[1]]);
    await settle();
    expect(zoomed()).to.match(/^Latency \d\d:\d\d:\d\d to /);
    expect(findAll(element, '.legend .at')).to.eql([]);
  });

  it('stays right, and the canvas sharp, on a screen with other pixels', async () => {
    await show('');
    const check = async (ratio: number) => {
      while (devicePixelRatio !== ratio) await nextFrame();
      await settle();
      const canvas = find(element, 'canvas') as HTMLCanvasElement;
      expect(canvas.width).to.be.closeTo(canvas.clientWidth * ratio, 1);
      expect(canvas.height).to.be.closeTo(canvas.clientHeight * ratio, 1);
      await sayings();
    };
    const clear = () => devtools('Emulation.clearDeviceMetricsOverride', {});
    try {
      // From one ratio to another, Chromium's emulation tells pages nothing of the change.
      for (const deviceScaleFactor of [2, 1.5]) {
        await devtools('Emulation.setDeviceMetricsOverride', { width: 0, height: 0, mobile: false, deviceScaleFactor });
        await check(deviceScaleFactor);
        await clear();
        await check(1);
      }
    } finally {
      await clear();
    }
  });
});
