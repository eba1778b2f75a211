import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { email } from '../../../server/notify/formats/email.js';
import { FORMATS } from '../../../server/notify/formats/index.js';
import { pagerduty } from '../../../server/notify/formats/pagerduty.js';
import { buildNotification } from '../../../server/notify/notification.js';
import type { Alert } from '../../../server/contract/index.js';
import { alertOf, ends } from './stage.js';

const messageAbout = (alerts: Alert[], dropped = 0): ReturnType<typeof buildNotification> =>
  buildNotification({
    ...{ id: 'outage-1', outage: 'outage', alerts, app: 'Portal', instance: 'web-1:4711', omitted: 0, dropped },
    wall: 1000 * (alerts[0]?.time ?? 0),
    escalated: false,
  });

const hostile: Alert = {
  ...alertOf('a'),
  message: 'Error rate of <!channel> & "[click](https://example.org)" **now**',
  evidence: {
    ...(alertOf('a').evidence as NonNullable<Alert['evidence']>),
    endpoints: [{ endpoint: '/<@U1>&', method: 'GET', count: 1, share_percent: 100 }],
  },
};

const longest = Array.from({ length: 50 }, (_, count) => ({ ...alertOf(`${count}`), message: '&'.repeat(5_000) }));

interface Slack {
  text: string;
  blocks: { type: string; text?: { type: string; text: string }; elements?: { type: string; text: string }[] }[];
}

interface Teams {
  type: string;
  attachments: {
    contentType: string;
    content: { type: string; version: string; body: { type: string; inlines: { text: string; color?: string }[] }[] };
  }[];
}

const slackOf = (alerts: Alert[], dropped?: number): Slack => FORMATS.slack(messageAbout(alerts, dropped)) as Slack;
const teamsOf = (alerts: Alert[], dropped?: number): Teams => FORMATS.teams(messageAbout(alerts, dropped)) as Teams;
const runsOf = (body: Teams): { text: string; color?: string }[] =>
  body.attachments.flatMap(({ content }) => content.body.flatMap(({ inlines }) => inlines));

process.env['TZ'] = 'UTC';

describe('the json format', () => {
  it('is the notification itself', () => {
    const message = messageAbout([alertOf('a')]);
    assert.deepEqual(FORMATS.json(message), message);
  });
});

describe('the slack format', () => {
  it('has a text and blocks: the headline, a line for each alert, the link, and the instance', () => {
    assert.deepEqual(slackOf([alertOf('a'), ends(alertOf('b', 'warning')).alert], 2), {
      text: '🔴 Portal: Error rate of a 12 % (limit 5 %, last 60 s), since 21:00 UTC; and 1 more alert',
      ...{ mrkdwn: false, unfurl_links: false, unfurl_media: false },
      blocks: [
        '🔴 Portal: Error rate of a 12 % (limit 5 %, last 60 s), since 21:00 UTC; and 1 more alert',
        '• error_rate_high (critical): Error rate of a 12 % (limit 5 %, last 60 s), 79 % from GET /items/:id, fired 21:00 UTC',
        '• error_rate_high (warning): Error rate of b 12 % (limit 5 %, last 60 s), 79 % from GET /items/:id, fired 21:00 to 21:04 UTC',
      ]
        .map((text): unknown => ({ type: 'section', text: { type: 'plain_text', text, emoji: false } }))
        .concat({
          type: 'context',
          elements: [
            {
              type: 'plain_text',
              text: 'align-monitor on web-1:4711 · 2 earlier messages were dropped',
              emoji: false,
            },
          ],
        }),
    });
  });

  it('links to the page in a section of its own, and to nothing else', () => {
    const { blocks } = FORMATS.slack({ ...messageAbout([hostile]), monitoring_url: 'https://a.example/m' }) as Slack;
    const marked = blocks.filter(({ text }) => text?.type === 'mrkdwn');
    assert.deepEqual(marked, [{ type: 'section', text: { type: 'mrkdwn', text: '<https://a.example/m>' } }]);
  });

  it('mentions nobody and links nowhere, whatever a name contains', () => {
    const body = JSON.stringify(slackOf([hostile]));
    assert.doesNotMatch(body, /[<>]|&(?!amp;|lt;|gt;)/);
    assert.match(body, /&lt;!channel&gt; &amp;/);
  });

  it('keeps to 50 blocks of 3,000 characters, and counts what it does not list', () => {
    const { text, blocks } = slackOf(longest);
    assert.ok(blocks.length <= 50);
    for (const said of [text, ...blocks.map((block) => block.text?.text ?? '')]) assert.ok(said.length <= 3_000);
    assert.equal(blocks.at(-2)?.text?.text, '• and 40 more');
  });
});

describe('what a visitor wrote, in every text of the chat formats,', () => {
  const words =
    '*bold* _leaning_ ~gone~ `code` ```block``` [click](https://evil.example) www.evil.example <!channel> <@U1> @here ' +
    'in app.js:12 of evil.js.example :fire: :100: # head\nsecond line\r\n\u202ereversed \u001b[31mred http://evil.example/x <#12> <t:1> ||spoiler|| #tag &commat;all $x$ error_rate_high';
  const written: Alert = { ...hostile, message: words };
  const textsOf = (value: unknown): string[] =>
    typeof value === 'string'
      ? [value]
      : typeof value === 'object' && value !== null
        ? Object.entries(value).flatMap(([key, part]) => (key === '$schema' ? [] : textsOf(part)))
        : [];
  const texts = [
    ...textsOf(FORMATS.slack(messageAbout([written]))),
    ...textsOf(FORMATS.teams(messageAbout([written]))),
    ...textsOf(FORMATS.discord(messageAbout([written]))),
    ...textsOf(FORMATS.mattermost(messageAbout([written]))),
    ...textsOf(pagerduty(messageAbout([written]))),
    email(messageAbout([written])).text,
  ].flatMap((text) => text.split('\n'));

  const forbidden: [what: string, pattern: RegExp][] = [
    ['is not set in bold, struck out or set as code', /[*~`]/],
    ['is not set in italics', /(^|[^\p{L}\p{N}])_|_([^\p{L}\p{N}]|$)/u],
    ['mentions nobody', /@(?!\u200b)/],
    ['is no link', /:\/\/|\]\(|www\.evil|\bevil\.example|js\.example/],
    ['is no emoji', /:fire:|:100:/],
    ['is one line without invisible commands', /[\p{Cc}\u202e]/u],
  ];
  for (const [what, pattern] of forbidden) {
    it(what, () => {
      for (const text of texts.filter((given) => !given.startsWith('application/'))) assert.doesNotMatch(text, pattern);
    });
  }

  it('is still readable', () => {
    assert.equal(texts.filter((text) => /leaning.*gone.*app\.js:12.*error_rate_high/.test(text)).length, 14);
  });
});

describe('the discord format', () => {
  interface Discord {
    allowed_mentions: unknown;
    embeds: { title: string; description: string; color: number; footer: { text: string }; url?: string }[];
  }
  const discordOf = (alerts: Alert[], link?: string): Discord =>
    FORMATS.discord({ ...messageAbout(alerts), ...(link !== undefined && { monitoring_url: link }) }) as Discord;

  it('is one embed with the headline, a line for each alert, and a link to the page', () => {
    const { embeds } = discordOf([alertOf('a'), alertOf('b', 'warning')], 'https://portal.example/monitoring');
    assert.equal(embeds.length, 1);
    assert.match(embeds[0]?.title ?? '', /^🔴 Portal: Error rate of a/);
    assert.equal(embeds[0]?.description.split('\n').length, 2);
    assert.equal(embeds[0].url, 'https://portal.example/monitoring');
  });

  it('mentions nobody', () => {
    const body = discordOf([hostile]);
    assert.deepEqual(body.allowed_mentions, { parse: [] });
    assert.doesNotMatch(JSON.stringify(body), /<[@#!:t/]|\|\|/);
  });

  it('keeps to 6,000 characters in all, and to the limit of each part', () => {
    for (const message of ['&'.repeat(5_000), '<'.repeat(5_000), '🔴'.repeat(5_000)]) {
      const [embed] = discordOf(longest.map((alert) => ({ ...alert, message }))).embeds;
      assert.ok(embed);
      assert.ok(embed.title.length <= 256 && embed.description.length <= 4096 && embed.footer.text.length <= 2048);
      assert.ok(embed.title.length + embed.description.length + embed.footer.text.length <= 6000);
    }
  });
});

describe('the mattermost format', () => {
  it('is one attachment with the headline and a line for each alert', () => {
    const { attachments } = FORMATS.mattermost(messageAbout([alertOf('a'), ends(alertOf('b')).alert])) as {
      attachments: { title: string; text: string; color: string }[];
    };
    assert.match(attachments[0]?.title ?? '', /^🔴 Portal: Error rate of a/);
    assert.equal(attachments[0]?.text.split('\n').length, 2);
  });

  it('mentions nobody, in the way of Slack either, and keeps to 16,383 characters', () => {
    assert.doesNotMatch(JSON.stringify(FORMATS.mattermost(messageAbout([hostile]))), /<[@!#]|&[#a-z]/);
    assert.ok(JSON.stringify(FORMATS.mattermost(messageAbout(longest))).length <= 16_383);
  });
});

describe('the pagerduty format', () => {
  it('triggers and resolves one incident for an outage', () => {
    const trigger = pagerduty({ ...messageAbout([alertOf('a')]), monitoring_url: 'https://portal.example/monitoring' });
    assert.deepEqual(trigger, {
      ...{ event_action: 'trigger', dedup_key: 'outage', client: 'align-monitor' },
      client_url: 'https://portal.example/monitoring',
      links: [{ href: 'https://portal.example/monitoring', text: 'Monitoring' }],
      payload: {
        summary: 'Portal: Error rate of a 12 % (limit 5 %, last 60 s), since 21:00 UTC',
        ...{ source: 'web-1:4711', severity: 'critical', timestamp: '2026-11-23T21:00:00.000Z' },
        class: 'error_rate_high',
        custom_details: {
          alerts: [
            'error_rate_high (critical): Error rate of a 12 % (limit 5 %, last 60 s), 79 % from GET /items/:id, fired 21:00 UTC',
          ],
        },
      },
    });
    const resolve = pagerduty(messageAbout([ends(alertOf('a')).alert])) as Record<string, unknown> & {
      payload: { summary: string };
    };
    assert.deepEqual([resolve['event_action'], resolve['dedup_key']], ['resolve', 'outage']);
    assert.match(resolve.payload.summary, /^Portal: back to normal after 4 min\. /);
  });

  it('keeps to 1,024 characters of summary', () => {
    const { payload } = pagerduty(messageAbout(longest)) as { payload: { summary: string } };
    assert.ok(payload.summary.length <= 1024);
  });
});

describe('the e-mail format', () => {
  it('is plain text in one thread for each outage, with a subject of one line', () => {
    const { subject, text, messageId, references } = email({
      ...messageAbout([{ ...hostile, message: 'one\r\nbcc: all@school.example' }]),
      monitoring_url: 'https://portal.example/monitoring',
    });
    assert.doesNotMatch(subject, /[\r\n]/);
    assert.match(
      text,
      /^🔴 .*\n\n- error_rate_high \(critical\): .*\n\nhttps:\/\/portal\.example\/monitoring\n\n-- \nalign-monitor on web-1:4711$/,
    );
    assert.deepEqual([messageId, references], ['<outage-1@align-monitor>', '<outage@align-monitor>']);
  });
});

describe('the teams format', () => {
  it('is a message with one Adaptive Card', () => {
    const body = teamsOf([alertOf('a')]);
    assert.equal(body.type, 'message');
    assert.equal(body.attachments.length, 1);
    assert.equal(body.attachments[0]?.contentType, 'application/vnd.microsoft.card.adaptive');
    assert.equal(body.attachments[0].content.type, 'AdaptiveCard');
    assert.match(runsOf(body)[0]?.text ?? '', /^🔴 Portal: Error rate of a/);
  });

  it('has a button that opens the page', () => {
    const body = FORMATS.teams({ ...messageAbout([alertOf('a')]), monitoring_url: 'https://a.example/m' }) as Teams;
    const open = { type: 'Action.OpenUrl', title: 'Open the page', url: 'https://a.example/m' };
    assert.deepEqual((body.attachments[0]?.content as { actions?: unknown }).actions, [open]);
  });

  it('is red, yellow or green', () => {
    const colors = [[alertOf('a')], [alertOf('a', 'warning')], [ends(alertOf('a')).alert]].map(
      (alerts) => runsOf(teamsOf(alerts))[0]?.color,
    );
    assert.deepEqual(colors, ['attention', 'warning', 'good']);
  });

  it('has no text that is rendered as Markdown', () => {
    for (const { content } of teamsOf([hostile]).attachments) {
      for (const block of content.body) assert.equal(block.type, 'RichTextBlock');
    }
  });

  it('keeps to 28 KB', () => {
    const wide = longest.map((alert) => ({ ...alert, message: '語'.repeat(5_000) }));
    assert.ok(Buffer.byteLength(JSON.stringify(teamsOf(wide))) <= 28_000);
  });
});
