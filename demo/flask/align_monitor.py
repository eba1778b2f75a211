"""Reports the requests of a Flask app to align-monitor: call monitor(app) where the app is made, also in a factory.

ALIGN_MONITOR_INGEST_TOKEN holds the token for ingest. What fails here is logged and dropped, and never reaches the app.
"""
import atexit, json, os, queue, threading, time, urllib.request


def monitor(app, url="http://127.0.0.1:5004/monitoring/ingest"):
    token = os.environ.get("ALIGN_MONITOR_INGEST_TOKEN")
    if not token:
        app.logger.warning("align-monitor: ALIGN_MONITOR_INGEST_TOKEN is not set, so no requests are reported")
        return
    report, answer = Reporter(url, token, app.logger).report, app.wsgi_app

    def monitored(environ, start_response):  # around the whole app: no hook that answers or fails hides a request
        began, statuses = time.perf_counter(), []

        def note(status):
            if not statuses:  # an app may begin a second response, when making the first has failed
                report(environ, status, (time.perf_counter() - began) * 1000)
            statuses.append(status)

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
    """Sends samples once a second, on a thread of its own in each process: no request waits for it."""

    def __init__(self, url, token, logger):
        self.url, self.logger, self.is_failing = url, logger, False
        self.headers = {"Content-Type": "application/x-ndjson", "Authorization": "Bearer " + token}
        self.reset()
        atexit.register(self.stop)
        if hasattr(os, "register_at_fork"):
            os.register_at_fork(after_in_child=self.reset)  # a fork, as of gunicorn --preload, ends threads

    def reset(self):
        self.samples, self.thread = queue.Queue(10_000), None
        self.is_ending, self.lock = threading.Event(), threading.Lock()

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
            pass  # the queue is full, or no thread can be started

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
            if not self.is_failing:  # said once until it works again
                self.logger.warning("align-monitor: %d requests were not reported: %s", len(batch), error)
            self.is_failing = True

    def stop(self):
        if self.thread is not None:
            self.is_ending.set()
            self.thread.join(2)
