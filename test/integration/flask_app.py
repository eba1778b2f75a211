"""A Flask app that reports to a monitor at REPORT_URL. Run by itself it listens on the port that is given; gunicorn calls create_app()."""
import os, pathlib, sys
from flask import Flask, Response, redirect, request

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "demo" / "flask"))
from align_monitor import monitor


def create_app():
    app = Flask(__name__)

    @app.before_request
    def answer_early():
        if "signed-out" in request.args: return redirect("/sign-in")

    monitor(app, os.environ["REPORT_URL"])

    @app.after_request
    def fail_late(response):
        if "late" in request.args: raise RuntimeError("broken on purpose, late")
        return response

    @app.errorhandler(KeyError)
    def handle(error): return "no such key", 404

    @app.get("/items/<int:item>")
    def show(item): return {"item": item, "process": os.getpid()}

    @app.get("/broken")
    def broken(): raise RuntimeError("broken on purpose")

    @app.get("/handled")
    def handled(): raise KeyError("none")

    @app.get("/stream")
    def stream(): return Response(str(number) for number in range(3))

    return app


if __name__ == "__main__":
    create_app().run(port=int(sys.argv[1]))
