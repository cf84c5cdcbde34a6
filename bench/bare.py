"""The yardstick: Flask answering with one small template, nothing else."""

from flask import Flask, render_template
from jinja2 import DictLoader

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{{ title }}</title></head>
<body><main><h1>{{ title }}</h1>{% for line in lines %}<p>{{ loop.index }}. {{ line }}</p>{% endfor %}</main></body>
</html>"""

app = Flask(__name__, static_folder=None)
app.jinja_loader = DictLoader({"page.html": PAGE})  # type: ignore[misc]


@app.get("/bare/<name>")
def bare(name: str) -> str:
    return render_template("page.html", title=f"For {name}", lines=("From Ravi at Wintermere", "8 pages", "Open"))
