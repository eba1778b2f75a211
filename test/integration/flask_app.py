"""A Flask app that reports to a monitor. Arguments: its own port, the address to report to."""
import pathlib, sys
from flask import Flask

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "demo" / "flask"))
from align_monitor import monitor

app = Flask(__name__)
monitor(app, sys.argv[2])

@app.get("/items/<int:item>")
def show(item): return {"item": item}

@app.get("/broken")
def broken(): raise RuntimeError("broken on purpose")

app.run(port=int(sys.argv[1]))
