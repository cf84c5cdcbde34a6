"""From a sent form to a saved piece; heavy work is done while no transaction is open."""

import tempfile
from pathlib import Path

from flask import request

from app.core import clock
from app.core.errors import Refused
from app.core.transaction import commit, rollback
from app.documents import rendering
from app.library import publishing, telling
from app.library.models import Asset
from app.library.queries import get_asset_for
from app.web.guards import me
from app.web.library.forms import PieceForm, UploadForm, WriteForm


def save(form: PieceForm, public_id: str | None) -> Asset | None:
    """The saved piece, or None when the form now says what to mend."""
    if not form.validate():
        return None
    try:
        piece = _write(form, public_id) if isinstance(form, WriteForm) else _upload(form, public_id)
    except Refused as refusal:
        rollback()
        form.show(refusal)
        return None
    commit()
    return piece


def wants_publishing() -> bool:
    """Whether the form was sent by its Publish button."""
    return request.form.get("act") == "publish"


def _write(form: WriteForm, public_id: str | None) -> Asset:
    terms_and_words = form.facts()
    # Ends the transaction: a child works now, and on SQLite everybody else would wait for it.
    commit()
    rendered = rendering.render(form.source.data or "", terms_and_words["title"])
    asset = get_asset_for(me(), public_id) if public_id else None
    at = clock.now()
    piece = publishing.write(me(), at, **terms_and_words, source=form.source.data or "", asset=asset, rendered=rendered)
    if wants_publishing():
        publishing.publish(me(), piece, at)
    return piece


def _upload(form: PieceForm, public_id: str | None) -> Asset:
    assert isinstance(form, UploadForm)
    asset = get_asset_for(me(), public_id) if public_id else None
    sent = form.file.data
    if not sent or not sent.filename:
        if asset is None:
            raise Refused("Choose a file.", "file")
        return _retell(form, asset)
    facts = form.facts()
    facts["title"] = facts["title"].strip() or _title_from(sent.filename)
    with tempfile.TemporaryDirectory(prefix="rapport-") as folder:
        path = Path(folder) / "upload"
        sent.save(path)
        return publishing.upload(
            me(), clock.now(), path=path, file_name=sent.filename, **facts, asset=asset,
            publish_when_ready=wants_publishing(),
        )  # fmt: skip


def _retell(form: PieceForm, asset: Asset) -> Asset:
    """Changes what is said about a file that stays as it is."""
    piece = telling.tell(asset, clock.now(), **form.facts())
    if wants_publishing():
        publishing.publish(me(), piece, clock.now())
    return piece


def _title_from(file_name: str) -> str:
    stem = Path(file_name.replace("\\", "/").replace("\x00", "")).stem
    words = " ".join(stem.replace("_", " ").replace("-", " ").split())
    return words[:1].upper() + words[1:200]
