"""The Library page at 1,000 assets, against a bare Flask template page on the same server in the same run.

    python -m bench.library_page [--assets 1000] [--rounds 60]

Makes a throw-away workspace in a temporary folder, serves it with gunicorn as in production, and asks for both pages
in turn over one connection each, so that a busy machine slows both. Times are wall-clock milliseconds.
"""

import http.client
import random
import re
import socket
import statistics
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask, render_template_string
from werkzeug.middleware.dispatcher import DispatcherMiddleware

from bench import throwaway

ROOT = Path(__file__).resolve().parents[1]
AT = datetime(2026, 1, 5, 9, 0, tzinfo=UTC)
BARE = """<!doctype html><title>{{ title }}</title>
<ol>{% for row in rows %}<li><a href="/{{ row }}">{{ row }}</a>{% endfor %}</ol>"""
PAGES = {
    "browse": "/library",
    "one word": "/library?q=payback+",
    "two words": "/library?q=cold+chain+",
    "still typing": "/library?q=spoilage+wai",
    "phrase": "/library?q=%22cost+of%22+",
    "a typo": "/library?q=complaince+",
    "two facets": "/library?q=cost+&format=markdown&role={role}",
    "page 20": "/library?page=20",
}


def served() -> Any:
    """What gunicorn runs: the app, and beside it a bare Flask app under /bare."""
    from app.factory import create_app
    from config import read_config

    bare = Flask("bare")

    @bare.get("/")
    def page() -> str:
        return render_template_string(BARE, title="Bare", rows=range(20))

    return DispatcherMiddleware(create_app(read_config()), {"/bare": bare})


def sentences() -> list[str]:
    """Real sentences of the starter library."""
    texts = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "content" / "starter").rglob("*.md"))]
    found = [line.strip() for text in texts for line in re.split(r"(?<=[.?!])\s+|\n+", text)]
    return [line for line in found if 20 < len(line) < 300] or [
        "The cost of waiting is payback lost in the cold chain."
    ]


def fill(count: int, *, indexed: bool = True) -> tuple[str, str]:
    """A workspace of `count` assets. Returns a rep's session id and a role's public id."""
    from app import schema
    from app.auth.models import User
    from app.core import db
    from app.library.models import Asset, Page, Version
    from app.search import rebuilding
    from app.vocabulary import queries, wording
    from app.vocabulary.models import ON_PIECES

    schema.metadata.create_all(db.engine())
    wording.add_defaults()
    rep = User(email="rep@bench.example", name="Rep Bench", roles=["rep"], created_at=AT)
    db.session.add(rep)
    terms = queries.all_terms()
    chance, lines = random.Random(7), sentences()
    for number in range(count):
        at = AT + timedelta(minutes=number)
        picked = [term for facet in ON_PIECES for term in chance.sample(terms[facet], chance.randint(0, 2))]
        asset = Asset(
            title=" ".join(chance.choice(lines).split()[:8]), summary=chance.choice(lines)[:300], terms=picked,
            format="markdown", state="published", audience=chance.choice(["buyers"] * 9 + ["internal"]),
            created_at=at, updated_at=at, published_at=at,
        )  # fmt: skip
        db.session.add(asset)
        db.session.flush()
        version = Version(asset_id=asset.id, number=1, state="ready", content_hash=str(number), page_count=5)
        version.pages = [Page(number=n, text=" ".join(chance.choices(lines, k=6))) for n in range(1, 6)]
        db.session.add(version)
        db.session.flush()
        asset.current = version
    db.session.commit()
    if indexed:
        began = time.perf_counter()
        rebuilding.rebuild()
        db.session.commit()
        print(f"{count} assets indexed in {time.perf_counter() - began:.1f} s")
    return rep.get_id(), terms["role"][0].public_id


def in_the_room(addresses: dict[str, str], rounds: int) -> dict[str, list[float]]:
    """Milliseconds of the search itself, without a page around it."""
    from urllib.parse import parse_qs, urlsplit

    from app.auth.models import User
    from app.core import db
    from app.search.searching import search

    taken: dict[str, list[float]] = {name: [] for name in addresses}
    rep = db.session.query(User).one()
    for _round in range(rounds):
        for name, address in addresses.items():
            asked = parse_qs(urlsplit(address).query)
            query, page = asked.pop("q", [""])[0], int(asked.pop("page", ["1"])[0])
            began = time.perf_counter()
            search(rep, query, asked, page=page)
            taken[name].append((time.perf_counter() - began) * 1000)
            db.session.remove()
            rep = db.session.query(User).one()
    return taken


def over_http(port: int, cookie: str, addresses: dict[str, str], rounds: int) -> dict[str, list[float]]:
    """Milliseconds of each page, the bare one first in every turn."""
    turn = {"bare": "/bare/", **addresses}
    taken: dict[str, list[float]] = {name: [] for name in turn}
    line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    for number in range(rounds + 3):
        for name, address in turn.items():
            began = time.perf_counter()
            line.request("GET", address, headers={"Cookie": cookie})
            answer = line.getresponse()
            answer.read()
            assert answer.status == 200, (name, answer.status)
            if number >= 3:
                taken[name].append((time.perf_counter() - began) * 1000)
    return taken


def main() -> None:
    """Runs both measures and prints a table."""
    throwaway.run(measure, __doc__)


def measure(assets: int, rounds: int) -> None:
    from app.factory import create_app
    from config import read_config

    app = create_app(read_config())
    identity, role = fill(assets)
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = identity, True
    kept = client.get_cookie(app.config["SESSION_COOKIE_NAME"])
    assert kept is not None
    addresses = {name: address.format(role=role) for name, address in PAGES.items()}
    room = in_the_room(addresses, rounds)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "-k", "gthread", "--threads", "4", "-b", f"127.0.0.1:{port}",
         "--log-level", "error", "bench.library_page:served()"],
        cwd=ROOT,
    )  # fmt: skip
    try:
        wait_for(port)
        page = over_http(port, f"{kept.key}={kept.value}", addresses, rounds)
    finally:
        server.terminate()
        server.wait()
    show(room, page)


def wait_for(port: int) -> None:
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("The server did not start.")


def show(room: dict[str, list[float]], page: dict[str, list[float]]) -> None:
    """p50 and p95 of the search and of the page, and the page's p50 as a multiple of the bare page's."""
    bare = statistics.median(page["bare"])
    print(f"{'':14}{'first':>8}{'search p50':>12}{'p95':>8}{'page p50':>12}{'p95':>8}{'x bare':>8}   (ms)")
    for name, times in page.items():
        found = room.get(name)
        inside = f"{found[0]:8.1f}{statistics.median(found):12.1f}{high(found):8.1f}" if found else " " * 28
        print(
            f"{name:14}{inside}{statistics.median(times):12.1f}{high(times):8.1f}{statistics.median(times) / bare:8.1f}"
        )


def high(times: list[float]) -> float:
    return sorted(times)[int(len(times) * 0.95)]


if __name__ == "__main__":
    main()
