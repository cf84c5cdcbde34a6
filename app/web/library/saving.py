"""From a sent form to a saved piece; heavy work is done while no transaction is open."""

import tempfile
from datetime import datetime
from pathlib import Path

from flask import request

from app.core import clock
from app.core.errors import Refused
from app.core.storage import StorageDown
from app.core.transaction import commit, rollback
from app.documents import rendering
from app.library import drafting, files, linking, publishing, reviewing, telling
from app.library.models import Asset
from app.library.naming import title_of
from app.library.queries import get_asset_for
from app.web.guards import me
from app.web.library.forms import LinkForm, PieceForm, UploadForm, WriteForm

PUBLISH, REVIEW = "publish", "review"


def save(form: PieceForm, public_id: str | None) -> Asset | None:
    """The saved piece, or None when the form now says what to mend. Raises Overtaken, nothing being lost."""
    if not form.validate():
        return None
    try:
        piece = _saved(form, public_id)
        drafting.drop(me(), form.form_key.data or "")
    except telling.Overtaken:
        rollback()
        raise
    except Refused as refusal:
        rollback()
        form.show(refusal)
        return None
    commit()
    return piece


def wanted() -> str:
    """What the button that sent the form asks for besides saving."""
    return request.form.get("act", "")


def _saved(form: PieceForm, public_id: str | None) -> Asset:
    if isinstance(form, UploadForm):
        return _upload(form, public_id)
    piece = _write(form, public_id) if isinstance(form, WriteForm) else _link(form, public_id)
    _finish(form, piece, clock.now())
    return piece


def _write(form: WriteForm, public_id: str | None) -> Asset:
    title, source = form.facts().title, form.source.data or ""
    # Ends the transaction: a child works now, and on SQLite everybody else would wait for it.
    commit()
    rendered = rendering.render(source, title)
    asset = _asset(public_id)
    return publishing.write(
        me(), clock.now(), form.facts(adding=True), source=source, asset=asset, rendered=rendered, began=form.began
    )


def _link(form: PieceForm, public_id: str | None) -> Asset:
    assert isinstance(form, LinkForm)
    asset, facts = _asset(public_id), form.facts(adding=True)
    return linking.link(me(), clock.now(), facts, url=form.url.data or "", asset=asset, began=form.began)


def _upload(form: UploadForm, public_id: str | None) -> Asset:
    sent = form.file.data
    if not sent or not sent.filename:
        return _retell(form, _asset(public_id))
    title = title_of(sent.filename)
    form.facts(title=title)
    # Ends the transaction: on SQLite everybody else would wait while the file goes into storage.
    commit()
    with tempfile.TemporaryDirectory(prefix="rapport-") as folder:
        path = Path(folder) / "upload"
        sent.save(path)
        try:
            stored = files.store(path)
        except StorageDown:
            raise Refused("Files cannot be stored right now. Nothing was changed: try again soon.", "file") from None
    at = clock.now()
    piece = publishing.upload(
        me(), at, form.facts(title=title, adding=True), stored=stored, file_name=sent.filename,
        asset=_asset(public_id), publish_when_ready=wanted() == PUBLISH, began=form.began,
    )  # fmt: skip
    if wanted() == REVIEW:
        _ask(form, piece, at)
    return piece


def _retell(form: PieceForm, asset: Asset | None) -> Asset:
    """Changes what is said about a file that stays as it is."""
    if asset is None:
        raise Refused("Choose a file.", "file")
    piece = telling.tell(asset, clock.now(), form.facts(adding=True), form.began, me())
    _finish(form, piece, clock.now())
    return piece


def _finish(form: PieceForm, piece: Asset, at: datetime) -> None:
    if wanted() == PUBLISH:
        publishing.publish(me(), piece, at)
    elif wanted() == REVIEW:
        _ask(form, piece, at)


def _ask(form: PieceForm, piece: Asset, at: datetime) -> None:
    if not form.reviewers:
        raise Refused("Choose who should look at it first.", "reviewer")
    reviewing.ask(me(), piece, form.reviewers, at)


def _asset(public_id: str | None) -> Asset | None:
    return get_asset_for(me(), public_id) if public_id else None
