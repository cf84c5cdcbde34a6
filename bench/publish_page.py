"""The form of a piece at 1,000 assets: queries, and milliseconds beside a bare Flask template in the same process.

    python -m bench.publish_page [--assets 1000] [--rounds 60]

Asked through the test client, so that no server and no network is in the figures. `live` are what the page asks again
while somebody types: the row as a rep finds it, the text kept as a draft, and the preview, drawn in a child process.
"""

import statistics
import time
from collections.abc import Callable
from typing import Any

from flask import Flask, render_template_string
from sqlalchemy import event, select

from bench import throwaway
from bench.library_page import BARE, fill, high

TEXT = "\n\n".join(
    f"## Part {number}\n\nWhat it costs, and *what* waiting costs.\n\n| a | b |\n|---|---|\n| 1 | 2 |"
    for number in range(5)
)


def measure(assets: int, rounds: int) -> None:
    from app.auth.models import User
    from app.core import db
    from app.factory import create_app
    from app.library.models import Asset
    from config import read_config

    app = create_app(read_config())
    app.config["WTF_CSRF_ENABLED"] = False
    identity, role = fill(assets, indexed=False)
    user = db.session.scalars(select(User)).one()
    user.roles = ["marketer"]
    asset = db.session.scalars(select(Asset).limit(1)).one()
    about = asset.public_id
    db.session.commit()
    client = app.test_client()
    with client.session_transaction() as session:
        session["_user_id"], session["_fresh"] = identity, True
    bare = Flask("bare")
    bare.add_url_rule("/", view_func=lambda: render_template_string(BARE, title="Bare", rows=range(20)))
    typed = {"title": "Payback", "summary": "Why", "audience": "buyers", "source": TEXT, "role": role, "about": about}
    typed["form_key"] = "write-22222222222222"
    pages: dict[str, Callable[[], Any]] = {
        "bare": lambda: bare.test_client().get("/"),
        "new": lambda: client.get("/library/new"),
        "edit": lambda: client.get(f"/library/{about}/edit"),
        "live: as found": lambda: client.post("/library/beside", data=typed, headers={"HX-Request": "true"}),
        "live: draft kept": lambda: client.post("/library/drafts", data=typed),
        "live: preview": lambda: client.post("/library/preview", data=typed, headers={"HX-Request": "true"}),
    }
    show(run(pages, rounds), queries(pages))


def run(pages: dict[str, Callable[[], Any]], rounds: int) -> dict[str, list[float]]:
    """Milliseconds of each, in turn, so that a busy machine slows all alike."""
    taken: dict[str, list[float]] = {name: [] for name in pages}
    for number in range(rounds + 3):
        for name, ask in pages.items():
            began = time.perf_counter()
            assert ask().status_code in (200, 204), name
            if number >= 3:
                taken[name].append((time.perf_counter() - began) * 1000)
    return taken


def queries(pages: dict[str, Callable[[], Any]]) -> dict[str, int]:
    """How many statements each sends to the database."""
    from app.core import db

    seen: list[str] = []
    event.listen(db.engine(), "before_cursor_execute", lambda *given: seen.append(given[2]))
    counts = {}
    for name, ask in pages.items():
        seen.clear()
        ask()
        counts[name] = len(seen)
    return counts


def show(taken: dict[str, list[float]], counts: dict[str, int]) -> None:
    bare = statistics.median(taken["bare"])
    print(f"{'':18}{'queries':>8}{'p50 ms':>9}{'p95':>8}{'x bare':>8}")
    for name, times in taken.items():
        middle = statistics.median(times)
        print(f"{name:18}{counts[name]:8}{middle:9.1f}{high(times):8.1f}{middle / bare:8.1f}")


def main() -> None:
    """Makes a throw-away workspace and prints the table."""
    throwaway.run(measure, __doc__)


if __name__ == "__main__":
    main()
