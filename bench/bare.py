"""The yardsticks: Flask answering with one small template, or with the cover page's own, and nothing else."""

from pathlib import Path
from types import SimpleNamespace

from flask import Flask, render_template
from jinja2 import ChoiceLoader, DictLoader, FileSystemLoader

PAGE = """<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{{ title }}</title></head>
<body><main><h1>{{ title }}</h1>{% for line in lines %}<p>{{ loop.index }}. {{ line }}</p>{% endfor %}</main></body>
</html>"""
LINK = SimpleNamespace(
    title="Payback in 11 months", summary="The business case", page_count=2, sender="Ravi Rao", withdrawn_ms=None
)

app = Flask(__name__, static_folder=None)
app.jinja_loader = ChoiceLoader(  # type: ignore[misc]
    [DictLoader({"page.html": PAGE}), FileSystemLoader(Path(__file__).resolve().parents[1] / "app" / "templates")]
)
app.jinja_env.globals |= {"workspace": {"name": "Wintermere"}, "static_url": "/static/{}".format}
app.jinja_env.filters["plural"] = lambda count, one: f"{count} {one if count == 1 else one + 's'}"


@app.get("/bare/<name>")
def bare(name: str) -> str:
    return render_template("page.html", title=f"For {name}", lines=("From Ravi at Wintermere", "8 pages", "Open"))


@app.get("/cover/<name>")
def cover(name: str) -> str:
    link = SimpleNamespace(**vars(LINK), reader=name)
    return render_template(
        "viewer/cover.html", link=link, kind="Document", minutes=1, nonce="x" * 90, first_name="Ravi", token=name
    )
