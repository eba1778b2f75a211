"""Reports the requests of a Flask app to align-monitor: call monitor(app) where the app is made, also in a factory.

ALIGN_MONITOR_INGEST_TOKEN has to hold the token for ingest. The app is never hurt: what fails here is logged and dropped.
"""
import atexit, json, os, queue, threading, time, urllib.request


def monitor(app, url="http://127.0.0.1:5004/monitoring/ingest"):
    token = os.environ.get("ALIGN_MONITOR_INGEST_TOKEN")
    if not token:
        return app.logger.warning("align-monitor: ALIGN_MONITOR_INGEST_TOKEN is not set, so no requests are reported")
    report, answer = Reporter(url, token, app.logger).report, app.wsgi_app

    # Around the whole app: hooks that answer or fail hide nothing.
    def monitored(environ, start_response):
        began, done = time.perf_counter(), []

        def note(status):
            latency = (time.perf_counter() - began) * 1000
            if not done:  # an error while a response is made begins a second one
                report(environ, status, latency)
            done.append(status)

        def begin(status, *rest):
            note(status[:3])
            return start_response(status, *rest)

        try:
            return answer(environ, begin)
        except Exception:
            note("500")
            raise

    app.wsgi_app = monitored


class Reporter:
    """Sends samples once a second on a thread of its own, for which no request waits. Each process has one."""

    def __init__(self, url, token, logger):
        self.url, self.logger, self.is_failing = url, logger, False
        self.headers = {"Content-Type": "application/x-ndjson", "Authorization": "Bearer " + token}
        self.reset()
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self.reset)  # gunicorn --preload forks, which ends threads
        atexit.register(self.stop)

    def reset(self):
        self.samples, self.is_ending, self.lock, self.thread = queue.Queue(10_000), threading.Event(), threading.Lock(), None

    def report(self, environ, status, latency_ms):
        try:
            rule = getattr(environ.get("werkzeug.request"), "url_rule", None)
            sample = {"kind": "request", "endpoint": str(rule or "(unmatched)"), "method": environ["REQUEST_METHOD"],
                      "statusCode": int(status), "latencyMs": latency_ms}
            self.samples.put_nowait(json.dumps(sample))
            with self.lock:
                if self.thread is None:
                    self.thread = threading.Thread(target=self.run, daemon=True)
                    self.thread.start()
        except Exception:
            pass  # the queue is full, or the process may start no thread

    def run(self):
        is_ending = False
        while not is_ending or not self.samples.empty():
            is_ending = self.is_ending.wait(1)
            batch = []
            while not self.samples.empty() and len(batch) < 4_000:
                batch.append(self.samples.get())
            if batch:
                self.send(batch)

    def send(self, batch):
        try:
            post = urllib.request.Request(self.url, "\n".join(batch).encode(), self.headers)
            urllib.request.urlopen(post, timeout=5).close()
            self.is_failing = False
        except Exception as error:
            if not self.is_failing:  # once, and again when it has worked meanwhile
                self.logger.warning("align-monitor: %d requests were not reported, nor are others until it works: %s", len(batch), error)
            self.is_failing = True

    def stop(self):
        if self.thread is not None:
            self.is_ending.set()
            self.thread.join(2)
