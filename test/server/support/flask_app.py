"""A Flask app that reports to the monitor whose address it is given: port, then address."""
import pathlib, sys
from flask import Flask

sys.path.insert(0, str(pathlib.Path(__file__).parents[3] / "demo" / "flask"))
from align_monitor import monitor

app = Flask(__name__)
monitor(app, sys.argv[2])

@app.get("/items/<int:item>")
def show(item): return {"item": item}

@app.get("/broken")
def broken(): raise RuntimeError("broken on purpose")

app.run(port=int(sys.argv[1]))
