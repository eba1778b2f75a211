import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { textWidth } from '../../../server/api/pictures/text-width.js';

describe('the width of a text', () => {
  // As Chromium measures it in DejaVu Sans, which is as wide as Verdana.
  const measured: [text: string, width: number, isBold: boolean][] = [
    ['Instructor portal', 105.4, false],
    ['MWMWMWMWMWMWMW iiiiiiiiillll', 219.6, false],
    ['Портал преподавателя', 159.5, false],
    [' · 12 alerts', 69.9, false],
    ['Healthy', 56.9, true],
    ['Warning', 61.3, true],
    ['Degraded', 71.5, true],
  ];
  for (const [text, width, isBold] of measured) {
    it(`is enough for "${text}" in a wide font, and not much more`, () => {
      const estimate = textWidth(text, 13, isBold);
      assert.ok(estimate >= width && estimate <= 1.3 * width, `${estimate} for ${width}`);
    });
  }

  it('counts Chinese, Japanese and Korean characters and pictures double, and marks on letters not at all', () => {
    const ordinary = textWidth('a', 10);
    for (const wide of ['監', 'カ', '한', '🚦', '𠀀', '！']) assert.equal(textWidth(wide, 10), 2 * ordinary, wide);
    assert.equal(textWidth('e\u0301\u200D', 10), ordinary);
  });
});
