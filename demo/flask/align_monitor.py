import json, os, queue, threading, time, urllib.request
from flask import g, request
def monitor(app, url="http://127.0.0.1:5004/monitoring/ingest"):
    samples = queue.Queue(10_000)
    def report(response):
        sample = {"kind": "request", "endpoint": str(request.url_rule or "(unmatched)"), "method": request.method,
                  "statusCode": response.status_code, "latencyMs": (time.perf_counter() - g.began) * 1000}
        if not samples.full(): samples.put_nowait(json.dumps(sample))
        return response
    def send():
        while batch := [samples.get()]:
            time.sleep(1)  # one POST a second, on this thread: no request waits for it
            while not samples.empty() and len(batch) < 4_000: batch.append(samples.get())
            headers = {"Content-Type": "application/x-ndjson", "Authorization": "Bearer " + os.environ["ALIGN_MONITOR_INGEST_TOKEN"]}
            post = urllib.request.Request(url, "\n".join(batch).encode(), headers)
            try: urllib.request.urlopen(post, timeout=5).close()
            except OSError as error: app.logger.warning("%d requests were not reported: %s", len(batch), error)
    app.before_request(lambda: setattr(g, "began", time.perf_counter()))
    app.after_request(report)
    threading.Thread(target=send, daemon=True).start()
