import { evidenceText, formatInUnit, noteTexts } from '../../../widget/model/text/alert-texts.js';
import { NOW, teamDisplay as display } from '../support/display.js';
import { expect } from '../support/expect.js';
import { alert } from '../support/fixtures.js';

const plain = (text: string) => text.replaceAll('\u00a0', ' ').replace(/\d\d:\d\d:\d\d/, 'TIME');

const firing = alert(NOW, 'latency_high', 'warning', 'firing', 'P95 latency 612 ms', 240);
const over = alert(NOW, 'latency_high', 'warning', 'resolved', 'P95 latency 612 ms', 1800);

describe('the evidence of an alert', () => {
  it('is where most of it comes from, and the first request', () => {
    expect(plain(evidenceText(firing, display))).to.eql('84 % from GET /start_reflection; first at TIME');
  });

  it('names the endpoint of the first request where that is another one', () => {
    const evidence = firing.evidence && { ...firing.evidence, endpoints: [] };
    expect(plain(evidenceText({ ...firing, evidence }, display))).to.eql('first at TIME on GET /start_reflection');
  });

  it('begins with the peak once the alert is over, and of how many requests a rate is one', () => {
    expect(plain(evidenceText(over, display))).to.contain('peak 612 ms; 84 % from');
    expect(plain(evidenceText({ ...over, unit: '%', peak_value: 7.2 }, display))).to.contain(
      'peak 7.2 % of 111 requests;',
    );
  });

  it('is nothing where none is known', () => {
    expect(evidenceText({ ...firing, evidence: null }, display)).to.eql('');
  });

  it('is written in the unit of its rule', () => {
    const { format } = display;
    const units = (['%', 'ms', '/s', 'count'] as const).map((unit) => plain(formatInUnit(12, unit, format)));
    expect(units).to.eql(['12 %', '12 ms', '12 /s', '12']);
  });
});

describe('the notes on an alert', () => {
  const at = new Date(NOW - 60_000).toISOString();

  it('are none while nobody has done anything', () => {
    expect(noteTexts(firing, display)).to.eql([]);
  });

  it('say who has seen it, and what they want others to know', () => {
    const [note] = noteTexts({ ...firing, acknowledged: { by: 'Ada', note: 'On it', at } }, display);
    expect(note).to.match(/^Acknowledged by Ada at \d\d:\d\d: On it$/);
    const [nameless] = noteTexts({ ...firing, acknowledged: { by: null, note: null, at } }, display);
    expect(nameless).to.match(/^Acknowledged at \d\d:\d\d$/);
  });

  it('say until when it is muted, and nothing of a mute that is over', () => {
    const until = new Date(NOW + 3_600_000).toISOString();
    expect(noteTexts({ ...firing, muted_until: until }, display)[0]).to.match(/^Muted until \d\d:\d\d$/);
    expect(noteTexts({ ...firing, muted_until: at }, display)).to.eql([]);
  });

  it('say that it comes and goes', () => {
    expect(noteTexts({ ...firing, flapping: true }, display)).to.eql(['Comes and goes: held as one alert']);
  });
});
