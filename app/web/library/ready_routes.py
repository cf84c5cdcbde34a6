"""The queue of drafts that are not ready, and what is done to many pieces at once."""

from collections.abc import Callable, Sequence
from datetime import datetime

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.audit.models import AuditEntry
from app.core import clock
from app.core.errors import Refused
from app.core.transaction import commit, rollback
from app.library import publishing, readiness, tagging, trashing, unready
from app.library.models import Asset
from app.library.queries import assets_by_public_id_for
from app.web.guards import allowed, local_path, me
from app.web.jinja import plural
from app.web.library.area import library
from app.web.library.tag_form import TagForm
from app.web.refusing import refuse
from app.web.undo import say_done

LENGTH = 50
LAST_PAGE = 100_000


@library.get("/library/not-ready")
@allowed("library.publish")
def not_ready() -> str:
    """Drafts, what a rep would miss in each, and the means to mend many at once."""
    group = request.args.get("show", "")
    group = group if group in (unready.LACKING, unready.READY, unready.FAILED) else unready.ALL
    page = min(max(request.args.get("page", 1, type=int), 1), LAST_PAGE)
    queue = unready.queue_for(me(), group, (page - 1) * LENGTH, LENGTH)
    form = TagForm(formdata=None)
    form.next.data = request.full_path.rstrip("?")
    pages = -(-queue.total // LENGTH)
    return render_template("library/not_ready.html", queue=queue, group=group, page=page, pages=pages, form=form)


@library.get("/library/tag")
@allowed("library.publish")
def choose_tags() -> str:
    """Pieces ticked in the results, and what to do to them."""
    form = TagForm(formdata=None)
    form.item.data = request.args.getlist("item")[: tagging.MOST]
    form.next.data = local_path(request.args.get("next")) if request.args.get("next") else url_for("search.library")
    return _tag_page(form)


@library.post("/library/tag")
@allowed("library.publish")
def tag() -> Response | tuple[str, int]:
    """Adds to, or takes from, every piece that was ticked."""
    form, act = TagForm(), request.form.get("act", "add")
    if not form.validate():
        return _tag_page(form), 422
    try:
        entries = tagging.retag(me(), _ticked(form), form.change(act), clock.now())
        commit()
    except Refused as refusal:
        rollback()
        refuse(form, refusal)
        return _tag_page(form), 422
    _say(f"{plural(len(entries), 'piece')} changed.", entries, [])
    return redirect(local_path(form.next.data), 303)


@library.post("/library/not-ready/publish")
@allowed("library.publish")
def publish_ready() -> Response:
    """Publishes those ticked that lack nothing; says of the others why not."""
    form = TagForm()
    ready = {each.asset.id: each for each in unready.waiting_of(_ticked(form))}

    def one(asset: Asset, at: datetime) -> AuditEntry | None:
        if readiness.lacks_needed(ready[asset.id].missing):
            raise Refused(f"It still needs {readiness.in_words(ready[asset.id].missing)}.")
        return publishing.publish(me(), asset, at)

    return _each(form, [each.asset for each in ready.values()], one, "published")


@library.post("/library/not-ready/trash")
@allowed("library.publish")
def trash_many() -> Response:
    form = TagForm()
    return _each(form, _ticked(form), lambda asset, at: trashing.trash(me(), asset, at), "put into the trash")


def _each(
    form: TagForm, assets: Sequence[Asset], act: Callable[[Asset, datetime], AuditEntry | None], done: str
) -> Response:
    """The act on every piece; one that is refused stops no other."""
    at, entries, left = clock.now(), [], []
    for asset in assets:
        try:
            entries.append(act(asset, at))
        except Refused as refusal:
            left.append(f"{asset.title}: {refusal.reason}")
    commit()
    if not assets:
        left.append("Tick at least one piece.")
    _say(f"{plural(len(entries), 'piece')} {done}.", entries, left)
    return redirect(local_path(form.next.data), 303)


def _say(words: str, entries: Sequence[AuditEntry | None], left: Sequence[str]) -> None:
    if entries or not left:
        say_done(words, next((each for each in entries if each is not None), None))
    for reason in left[:5]:
        flash(reason, "error")
    if len(left) > 5:
        flash(f"And {plural(len(left) - 5, 'more piece')} that cannot be either.", "error")


def _ticked(form: TagForm) -> list[Asset]:
    return assets_by_public_id_for(me(), form.items[: tagging.MOST])


def _tag_page(form: TagForm) -> str:
    return render_template("library/tag.html", form=form, pieces=_ticked(form))
