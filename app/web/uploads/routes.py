"""The page of many files: everything of mine that is on its way, and what became of it."""

from collections.abc import Callable

from flask import current_app, flash, get_flashed_messages, redirect, render_template, request, url_for
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from app.core import clock
from app.core.db import begin_as
from app.core.errors import Refused
from app.core.transaction import commit, rollback
from app.library import renditions
from app.library.queries import latest_version
from app.uploads import choosing, queries, receiving
from app.uploads.models import Upload
from app.web.fragments import is_fragment
from app.web.guards import allowed, me, only_reads
from app.web.jinja import plural
from app.web.uploads import tus  # noqa: F401  (its routes join the area)
from app.web.uploads.area import uploads
from app.web.uploads.rows import rows_of
from app.web.uploads.streaming import Body, take

__all__ = ["uploads"]

MOST_AT_ONCE = 200


@uploads.get("/library/uploads")
@allowed("library.publish")
def index() -> str:
    """Where files are dropped; a script asks for the list alone until all is settled."""
    found = queries.uploads_of(me())
    template = "uploads/_list.html" if is_fragment() else "uploads/index.html"
    said = get_flashed_messages(with_categories=True) if is_fragment() else []
    limit = current_app.extensions["rapport"].upload_limit_mb
    more = queries.count_of(me()) - len(found) if len(found) == queries.SHOWN else 0
    return render_template(template, rows=rows_of(me(), found, clock.now()), limit_mb=limit, more=more, said=said)


@uploads.post("/library/uploads")
@allowed("library.publish")
@only_reads
def bring() -> Response:
    """Many files by a plain form, for browsers without script."""
    given = [each for each in request.files.getlist("file") if each.filename][:MOST_AT_ONCE]
    if not given:
        flash("Choose one file or several first.", "error")
    for each in given:
        _bring_one(each)
    return _back()


@uploads.post("/library/uploads/<public_id>/cancel")
@allowed("library.publish")
def cancel(public_id: str) -> Response:
    """Forgets one upload; the piece it became stays."""
    receiving.drop(queries.get_upload_for(me(), public_id), clock.now())
    commit()
    return _back()


@uploads.post("/library/uploads/cancel-rest")
@allowed("library.publish")
def cancel_rest() -> Response:
    dropped = receiving.drop_unfinished(me(), clock.now())
    commit()
    flash(f"{plural(dropped, 'upload')} cancelled." if dropped else "Everything was here already.", "success")
    return _back()


@uploads.post("/library/uploads/clear")
@allowed("library.publish")
def clear() -> Response:
    """Takes what is settled off the list."""
    receiving.drop_settled(me(), clock.now())
    commit()
    return _back()


@uploads.post("/library/uploads/<public_id>/choose")
@allowed("library.publish")
def choose(public_id: str) -> Response:
    """What to do with a file that is known already."""
    upload, choice = queries.get_upload_for(me(), public_id), request.form.get("choice", "")
    return _act(lambda: choosing.choose(me(), upload, choice, clock.now()))


@uploads.post("/library/uploads/<public_id>/retry")
@allowed("library.publish")
def retry(public_id: str) -> Response:
    """Looks at a file once more, or prepares the pages of what it became."""
    upload = queries.get_upload_for(me(), public_id)
    return _act(lambda: _try_again(upload))


def _try_again(upload: Upload) -> None:
    if upload.asset is None:
        receiving.try_again(upload, clock.now())
    else:
        renditions.try_again(latest_version(upload.asset), clock.now())


def _bring_one(given: FileStorage) -> None:
    size = given.stream.seek(0, 2)
    given.stream.seek(0)
    limit = current_app.extensions["rapport"].upload_limit_mb
    try:
        commit()
        begin_as(writer=True)
        upload = receiving.begin(me(), given.filename or "", size, clock.now(), limit_mb=limit)
        take(upload, Body(given.stream))
    except Refused as refusal:
        rollback()
        flash(refusal.reason, "error")


def _act(act: Callable[[], None]) -> Response:
    try:
        act()
        commit()
    except Refused as refusal:
        rollback()
        flash(refusal.reason, "error")
    return _back()


def _back() -> Response:
    return redirect(url_for("uploads.index"))
