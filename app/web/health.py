"""What is up, for a monitor or a balancer."""

import time
from collections.abc import Callable

import structlog
from flask import Blueprint, current_app, jsonify
from sqlalchemy import text
from werkzeug.wrappers import Response

from app.core import clock, jobs, ratelimit, storage
from app.core.db import engine, session
from app.core.migrations import is_current
from app.documents import programs
from app.search import index
from app.web.guards import public

health = Blueprint("health", __name__)
log = structlog.get_logger()
_started = time.monotonic()


@health.get("/healthz")
@public
def healthz() -> tuple[Response, int]:
    """200 when every part answers, 503 with the one that does not."""
    checks = {"database": _database, "schema": _schema, "storage": _storage, "search": index.is_up}
    # Without their store limits are counted in memory, so that alone is no reason to take the server out.
    limits = _state_of("limits", ratelimit.is_up)
    parts = {name: _state_of(name, check) for name, check in checks.items()}
    up = all(state == "up" for state in parts.values())
    if parts["database"] == "up":
        parts["jobs_waiting"] = str(jobs.waiting(clock.now()))
    mode = current_app.extensions["rapport"].jobs
    body = {
        "status": "up" if up else "down",
        **parts,
        "limits": limits,
        "jobs": mode,
        # Without them Office files are shown as text, and videos without a picture: no reason to be down.
        **{name: "present" if here else "absent" for name, here in programs.present().items()},
        "uptime_s": round(time.monotonic() - _started),
    }
    return jsonify(body), 200 if up else 503


def _state_of(name: str, check: Callable[[], bool]) -> str:
    try:
        return "up" if check() else "down"
    except Exception as error:
        # A monitor reads the answer, so the part's own words go to the log alone.
        log.warning("part_down", part=name, error=f"{type(error).__name__}: {error}")
        session.rollback()
        return "down"


def _database() -> bool:
    return bool(session.scalar(text("SELECT 1")))


def _schema() -> bool:
    return is_current(engine())


def _storage() -> bool:
    return storage.storage().is_up()
