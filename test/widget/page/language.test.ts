import { loadPlot } from '../../../widget/charts/load.js';
import { expect } from '../support/expect.js';
import { Stage } from '../support/stage.js';
import { findAll } from '../support/element.js';

/** What browsers say without a locale, or after somebody has set one by hand. */
const LANGUAGES = ['C', 'en-US@posix', '', 'de_DE', undefined];

describe('a browser whose language is no language tag', () => {
  const own = Object.getOwnPropertyDescriptor(Navigator.prototype, 'language');

  function speak(language: string | undefined): void {
    Object.defineProperty(Navigator.prototype, 'language', { get: () => language, configurable: true });
  }

  afterEach(() => {
    if (own) Object.defineProperty(Navigator.prototype, 'language', own);
  });

  it('draws its charts, in a page with a wrong language too', async () => {
    speak('C');
    document.documentElement.lang = 'de_DE';
    const stage = new Stage();
    const element = await stage.show({ variant: 'page' });
    await stage.time.until(() => findAll(element, 'canvas').length === 3);
    expect(stage.warnings).to.eql([]);
    expect(navigator.language).to.eql('C');
    await stage.clear();
    document.documentElement.lang = 'en';
  });

  for (const language of LANGUAGES) {
    it(`is English while uPlot is loaded, and ${String(language)} before and after`, async () => {
      speak(language);
      await loadPlot(async () => new Intl.NumberFormat(navigator.language));
      expect(navigator.language).to.eql(language);
    });
  }
});
