import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, it } from 'node:test';
import { createTransport } from 'nodemailer';
import { SMTPServer } from 'smtp-server';
import { requirePeer } from '../../../server/options/optional-peer.js';
import { resolveNotify } from '../../../server/options/notify.js';
import { alertOf, ends, FakeTarget, fires, Stage } from './stage.js';
import { blockWith, runSnippet } from '../../tools/docs/run-snippet.js';

describe('a signed webhook', () => {
  let target: FakeTarget;
  let stage: Stage;

  beforeEach(async () => {
    target = await FakeTarget.open();
  });
  afterEach(async () => {
    await target.close();
    await stage.notifier.close();
  });

  const send = async (secret: string): Promise<{ headers: Record<string, unknown>; body: string }> => {
    stage = new Stage([{ url: target.url, secret }]);
    stage.notifier.send([fires(alertOf('a'))]);
    await stage.until(() => stage.figures.delivered === 1, 'it is delivered');
    const [received] = target.received;
    assert.ok(received);
    return received;
  };

  it('has the id, the time, and HMAC-SHA256 over both and the body', async () => {
    const { headers, body } = await send('a secret of some length');
    const { id } = JSON.parse(body) as { id: string };
    assert.equal(headers['webhook-id'], id);
    assert.equal(headers['webhook-timestamp'], String(Date.UTC(2026, 10, 23, 21, 0, 50) / 1000));
    const signed = [id, headers['webhook-timestamp'], body].join('.');
    const expected = createHmac('sha256', 'a secret of some length').update(signed).digest('base64');
    assert.equal(headers['webhook-signature'], `v1,${expected}`);
  });

  it('takes a secret in base64 behind whsec_, as other senders do', async () => {
    const { headers, body } = await send('whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw');
    const signed = `${String(headers['webhook-id'])}.${String(headers['webhook-timestamp'])}.${body}`;
    const key = Buffer.from('MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw', 'base64');
    assert.equal(headers['webhook-signature'], `v1,${createHmac('sha256', key).update(signed).digest('base64')}`);
  });

  it('is accepted by the code in server/README.md, which refuses another body, secret and time', async () => {
    const code = blockWith('server/README.md', 'function isSigned');
    const { isSigned } = (await runSnippet(code, {}, ['isSigned'])) as {
      isSigned: (headers: object, body: string, secret: string, now?: number) => boolean;
    };
    const secret = 'a secret of some length';
    const { headers, body } = await send(secret);
    const now = Date.UTC(2026, 10, 23, 21, 1);
    assert.equal(isSigned(headers, body, secret, now), true);
    assert.equal(isSigned(headers, `${body} `, secret, now), false);
    assert.equal(isSigned(headers, body, 'another secret', now), false);
    assert.equal(isSigned(headers, body, secret, now + 600_000), false);
    assert.equal(isSigned({}, body, secret, now), false);
  });
});

describe('PagerDuty', () => {
  it('gets one incident for an outage, with the routing key', async (context) => {
    const target = await FakeTarget.open([202]);
    context.after(() => target.close());
    const stage = new Stage([{ format: 'pagerduty', routingKey: 'KEY', url: `${target.origin}/v2/enqueue` }]);
    context.after(() => stage.notifier.close());
    stage.notifier.send([fires(alertOf('a'))]);
    await stage.until(() => stage.figures.delivered === 1, 'it is triggered');
    stage.notifier.send([ends(alertOf('a'))]);
    await stage.until(() => stage.figures.delivered === 2, 'it is resolved');
    const events = target.bodies<{ routing_key: string; event_action: string; dedup_key: string }>();
    assert.deepEqual(
      events.map(({ routing_key, event_action }) => [routing_key, event_action]),
      [
        ['KEY', 'trigger'],
        ['KEY', 'resolve'],
      ],
    );
    assert.equal(events[0]?.dedup_key, events[1]?.dedup_key);
    assert.equal(target.received[0]?.url, '/v2/enqueue');
    assert.doesNotMatch(JSON.stringify([stage.figures, stage.notifier.toJSON()]), /KEY/);
  });
});

describe('e-mail', () => {
  let server: SMTPServer;
  let mails: { from: string; to: string[]; data: string }[];
  let refuse: number | undefined;
  let address: string;
  let stage: Stage;

  beforeEach(async () => {
    mails = [];
    refuse = undefined;
    server = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onData: (stream, session, done) => {
        let data = '';
        stream.on('data', (chunk: Buffer) => (data += chunk.toString()));
        stream.on('end', () => {
          if (refuse !== undefined) {
            done(Object.assign(new Error('no, anna@school.example'), { responseCode: refuse }));
            return;
          }
          const { mailFrom, rcptTo } = session.envelope;
          const to = rcptTo.map((recipient) => recipient.address);
          mails.push({ from: mailFrom === false ? '' : mailFrom.address, to, data });
          done();
        });
      },
    });
    server.listen(0, '127.0.0.1');
    await once(server.server, 'listening');
    address = `smtp://127.0.0.1:${(server.server.address() as AddressInfo).port}`;
  });
  afterEach(async () => {
    await stage.notifier.close();
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
    });
  });

  const open = (smtp: Parameters<typeof resolveNotify>[0] = address): Stage =>
    (stage = new Stage(
      resolveNotify({
        format: 'email',
        to: ['team@school.example', 'b@school.example'],
        from: 'Monitor <m@p.example>',
        smtp,
      }),
    ));

  it('reaches a mail server, whose messages about an outage are one thread', async () => {
    open();
    stage.notifier.send([fires(alertOf('a'))]);
    await stage.until(() => stage.figures.delivered === 1, 'it is delivered');
    stage.notifier.send([ends(alertOf('a'))]);
    await stage.until(() => stage.figures.delivered === 2, 'its end is delivered');
    const [mail, end] = mails;
    assert.ok(mail && end);
    assert.equal(mail.from, 'm@p.example');
    assert.deepEqual(mail.to, ['team@school.example', 'b@school.example']);
    assert.match(mail.data, /^From: Monitor <m@p\.example>\r$/m);
    assert.match(mail.data, /^Auto-Submitted: auto-generated\r$/m);
    const threadOf = (data: string): string | undefined => /^References: (<.*>)\r$/m.exec(data)?.[1];
    assert.equal(threadOf(mail.data), threadOf(end.data));
    assert.ok(threadOf(mail.data) !== undefined);
  });

  it('goes through a transporter of the app, too', async () => {
    open(createTransport(address));
    stage.notifier.send([fires(alertOf('a'))]);
    await stage.until(() => mails.length === 1, 'it is delivered');
  });

  it('is sent again after 4yz, and not after 5yz', async () => {
    open();
    refuse = 451;
    stage.notifier.send([fires(alertOf('a'))]);
    await stage.until(() => stage.figures.failed === 1, 'it is put off');
    assert.match(stage.figures.last_error ?? '', /^answered 451 \(\w+\)$/);
    refuse = 550;
    stage.pass(1);
    await stage.until(() => stage.figures.refused === 1, 'it is refused');
    assert.equal(stage.figures.waiting, 0);
    assert.doesNotMatch(stage.errors.join(), /school/);
  });

  it('is sent again when nobody answers', async () => {
    await new Promise<void>((resolve) => {
      server.close(() => resolve());
    });
    open();
    stage.notifier.send([fires(alertOf('a'))]);
    await stage.until(() => stage.figures.failed === 1, 'there is no connection');
    assert.match(stage.errors.join(), /notifying e-mail through 127\.0\.0\.1:\d+ failed: .*ECONNREFUSED/);
  });
});

describe('a package that an option needs', () => {
  it('is named where it is missing', () => {
    assert.throws(() => requirePeer('no-such-package', 'notify.0 with format email'), {
      name: 'TypeError',
      message:
        'align-monitor: option notify.0 with format email needs the package no-such-package: npm install no-such-package',
    });
  });
});
