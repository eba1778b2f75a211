import assert from 'node:assert/strict';
import { describe, it, mock } from 'node:test';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { Registries } from '../../../server/export/prometheus/registries.js';
import type { PrometheusRegistry } from '../../../server/options/prometheus.js';

const OWN = '# HELP align_monitor_requests_total Requests.\n# TYPE align_monitor_requests_total counter\n';
const gives = (text: string): PrometheusRegistry => ({ metrics: () => text });
const merged = (...registries: PrometheusRegistry[]): Promise<string> =>
  new Registries(registries, () => undefined).text(OWN);

describe("an app's own registry", () => {
  it('is answered beside the monitor, as prom-client writes it', async () => {
    const register = new Registry();
    const registers = [register];
    new Counter({ name: 'mails_total', help: 'Mails sent.', labelNames: ['to'], registers }).inc(
      { to: 'a "b"\\\n' },
      3,
    );
    new Gauge({ name: 'queue_length', help: 'Jobs.', registers }).set(-1.5e-7);
    new Histogram({ name: 'job_seconds', help: 'Jobs.', buckets: [1, 2], registers }).observe(1.5);
    const text = await merged(register);
    assert.match(text, /^mails_total\{to="a \\"b\\"\\\\\\n"\} 3$/m);
    assert.match(text, /^queue_length -1.5e-7$/m);
    assert.match(text, /^job_seconds_bucket\{le="\+Inf"\} 1$/m);
  });

  it('may be one that writes OpenMetrics, whose counters keep their names', async () => {
    const register = new Registry();
    register.setContentType(Registry.OPENMETRICS_CONTENT_TYPE as never);
    const counter = new Counter({ name: 'mails_total', help: 'Mails.', registers: [register] as never });
    counter.inc();
    for (let time = 0; time < 2; time++) {
      const text = await merged(register);
      assert.match(text, /^# TYPE mails_total counter\nmails_total 1$/m);
      assert.doesNotMatch(text, /EOF/);
    }
  });

  it('adds no name that the monitor or a registry before it has', async () => {
    const text = await merged(
      gives('# TYPE align_monitor_requests_total counter\nalign_monitor_requests_total 9\n# TYPE a gauge\na 1\n'),
      gives('# TYPE a gauge\na 2\n'),
    );
    assert.equal(text, '# HELP a \n# TYPE a gauge\na 1\n');
  });

  it('costs only the metric that it writes wrongly', async () => {
    const text = await merged(
      gives('# TYPE bad gauge\nbad{x=1} 1\n# TYPE good gauge\ngood 1\n# TYPE worse gauge\nworse one\n'),
    );
    assert.equal(text, '# HELP good \n# TYPE good gauge\ngood 1\n');
  });

  it('costs only itself when it throws, rejects, or returns no text', async () => {
    const errors: unknown[] = [];
    const registries = new Registries(
      [
        {
          metrics() {
            throw new Error('thrown');
          },
        },
        { metrics: () => Promise.reject(new Error('rejected')) },
        { metrics: () => 5 as never },
        gives('good 1\n'),
      ],
      (error) => errors.push(error),
    );
    assert.equal(await registries.text(OWN), '# HELP good \n# TYPE good untyped\ngood 1\n');
    assert.equal(errors.length, 3);
    assert.equal(registries.dropped, 3);
  });

  it('is waited for one second, and not asked again while it hangs', async () => {
    mock.timers.enable({ apis: ['setTimeout'] });
    try {
      let asked = 0;
      let finish: (text: string) => void = () => undefined;
      const hanging = { metrics: () => (asked++, new Promise<string>((resolve) => (finish = resolve))) };
      const registries = new Registries([hanging, gives('good 1\n')], () => undefined);
      const first = registries.text(OWN);
      mock.timers.tick(1000);
      assert.match(await first, /good 1/);
      assert.match(await registries.text(OWN), /good 1/);
      assert.equal(asked, 1);
      finish('late 1\n');
      await new Promise((resolve) => setImmediate(resolve));
      const again = registries.text(OWN);
      finish('back 1\n');
      assert.match(await again, /back 1/);
    } finally {
      mock.timers.reset();
    }
  });
});
