import { expect } from '../support/expect.js';
import { german } from '../../../widget/strings/de/de.js';
import { english } from '../../../widget/strings/en/en.js';
import { LANGUAGES, loadOrEnglish, stringsFor, useStrings } from '../../../widget/strings/index.js';
import type { StatusText } from '../../../widget/strings/strings.js';
import { allOf, textsOf, VALUES, wordsIn } from '../support/words.js';

/** Words that both languages have. */
const SHARED =
  'an app cookies csrf event heap http https in job live loop mb min minimum minute monitor ms name offline person recorderror server src start starts status team timeout timeouts traffic version xx';

const texts = { english: textsOf(await allOf(english)), german: textsOf(await allOf(german)) };
const placeholdersIn = (text: string): string[] => [...new Set(text.match(/«.*?»|\d+/g))].sort();

describe('the languages', () => {
  it('have every word that English has, and no other', async () => {
    const emptyIn = (all: Map<string, string>) => [...all].filter(([, text]) => text === '').map(([name]) => name);
    for (const [language, load] of LANGUAGES) {
      const all = textsOf(await allOf(await load()));
      expect([...all.keys()].sort(), language).to.eql([...texts.english.keys()].sort());
      expect(emptyIn(all), language).to.eql(emptyIn(texts.english));
    }
    expect([...LANGUAGES.keys()]).to.eql(['en', 'de']);
  });
});

describe('a sentence of any language', () => {
  it('ends with exactly one full stop, whatever its values end with', async () => {
    for (const [language, load] of LANGUAGES) {
      const strings = await allOf(await load());
      const ended = textsOf(strings, '.');
      for (const [name, text] of textsOf(strings)) {
        const found = ended.get(name) ?? '';
        expect(found.includes('..'), `${language} ${name}`).to.eql(false);
        if (text.endsWith('.')) expect(found, `${language} ${name}`).to.match(/[^.]\.$/);
      }
    }
  });

  it('gets no second end', () => {
    const ends = ['refused', 'refused.', 'refused. ', 'refused!', 'refused?', 'refused…', '5 Min.', '(code 3.)'];
    const ended = ['refused.', 'refused.', 'refused.', 'refused!', 'refused?', 'refused…', '5 Min.', '(code 3.).'];
    for (const [text, sentence] of [
      ['refused:', 'refused.'],
      ['refused; ', 'refused.'],
      ['it said "no."', 'it said "no."'],
      ['拒否されました。', '拒否されました。'],
    ] as const) {
      ends.push(text);
      ended.push(sentence);
    }
    for (const { asSentence } of [english, german]) expect(ends.map(asSentence)).to.eql(ended);
  });
});

describe('German', () => {
  it('uses no English word that is not a German one too', () => {
    const [englishWords, germanWords] = [wordsIn(texts.english.values()), wordsIn(texts.german.values())];
    expect(
      [...germanWords]
        .filter((word) => englishWords.has(word))
        .sort()
        .join(' '),
    ).to.eql(SHARED);
  });

  it('loses no value that English names', () => {
    for (const [name, text] of texts.german) {
      expect(placeholdersIn(text), name).to.eql(placeholdersIn(texts.english.get(name) ?? ''));
    }
  });

  it('never ends a sentence with a span of time, which can have a full stop of its own', () => {
    expect([...texts.german].filter(([, text]) => /«(window|ago|span|time)»\./.test(text))).to.eql([]);
  });

  it('counts one as one', () => {
    const [sentence] = (german.states.healthy satisfies StatusText).slice(1) as [StatusText[1]];
    expect(VALUES.slice(0, 2).map(sentence)).to.eql([
      'Alles funktioniert normal. 1 Person aktiv.',
      'Alles funktioniert normal. 12 Personen aktiv.',
    ]);
  });
});

describe('the words of an element', () => {
  afterEach(() => useStrings({}));

  for (const { language, words, tags } of [
    { language: 'German', words: german, tags: ['de-AT', 'de', 'DE-ch-1996'] },
    { language: 'English', words: english, tags: ['en-GB', 'en', 'fr'] },
  ]) {
    it(`are loaded for ${language}, whatever the region, and then returned at once`, async () => {
      const loading = tags.map(stringsFor);
      for (const each of loading) expect(each).to.be.instanceOf(Promise);
      const first = await loading[0];
      expect(first).to.eql(words);
      for (const tag of tags) expect(stringsFor(tag) === first, tag).to.eql(true);
    });
  }

  it('are English for every other language, and for no language at all', async () => {
    for (const lang of ['en', 'en-GB', 'fr', 'den', '', 'no such language', 'de_DE', '\u0000']) {
      expect(await stringsFor(lang), lang).to.eql(english);
    }
  });

  it('are English where they cannot be loaded, which the console says', async () => {
    const { warn } = console;
    const warnings: unknown[] = [];
    console.warn = (...given: unknown[]) => warnings.push(given[0]);
    const words = await loadOrEnglish(() => Promise.reject(new Error('offline')));
    console.warn = warn;
    expect(words === english).to.eql(true);
    expect(warnings).to.have.length(1);
  });

  it('can be replaced in every language, a group as a whole', async () => {
    const levels = { healthy: 'a', warning: 'b', degraded: 'c', gap: 'd' };
    useStrings({ name: 'Portal', levels });
    expect(await stringsFor('en')).to.eql({ ...english, name: 'Portal', levels });
    expect(await stringsFor('de')).to.eql({ ...german, name: 'Portal', levels });
    useStrings({ refresh: 'Neu' });
    expect(await stringsFor('en')).to.eql({ ...english, refresh: 'Neu' });
  });

  it('stay the same object until they are replaced', async () => {
    const before = await stringsFor('en');
    expect(stringsFor('en-US') === before).to.eql(true);
    useStrings({});
    expect(stringsFor('en') === before).to.eql(false);
  });
});
