"""The captions of a video: added, replaced and taken away."""

import tempfile
from pathlib import Path

from flask import flash, render_template, request
from flask_wtf.file import FileField
from werkzeug.wrappers import Response

from app.core import clock
from app.core.errors import NotFound, Refused
from app.core.transaction import commit, rollback
from app.documents.formats import VIDEO
from app.library import captioning
from app.library.models import Asset, Version
from app.library.queries import get_asset_for, latest_version
from app.web.forms import Form
from app.web.guards import allowed, me
from app.web.library.acting import act_on, back_to
from app.web.library.area import library


class CaptionsForm(Form):
    captions = FileField("Captions")


@library.route("/library/<public_id>/captions", methods=["GET", "POST"])
@allowed("library.publish")
def give_captions(public_id: str) -> str | tuple[str, int] | Response:
    """A WebVTT file for the newest version of a video."""
    asset, version = _video(public_id)
    form = CaptionsForm()
    if not form.is_submitted():
        return render_template("library/captions.html", asset=asset, version=version, form=form)
    try:
        form.validate()
        _give(form, public_id)
    except Refused as refusal:
        rollback()
        form.captions.errors = [refusal.reason]
        return render_template("library/captions.html", asset=asset, version=version, form=form), 422
    flash("The captions are in place.", "success")
    return back_to(asset)


@library.post("/library/<public_id>/captions/remove")
@allowed("library.publish")
def remove_captions(public_id: str) -> Response:
    _, version = _video(public_id)
    return act_on(public_id, lambda _asset, at: captioning.detach(me(), version, at), "The captions are gone.")


def _give(form: CaptionsForm, public_id: str) -> None:
    sent = request.files.get("captions")
    if sent is None or not sent.filename:
        raise Refused("Choose a WebVTT file.", "captions")
    # Ends the transaction: nobody waits while the file is read and stored.
    commit()
    with tempfile.TemporaryDirectory(prefix="rapport-") as folder:
        path = Path(folder) / "captions"
        sent.save(path)
        stored = captioning.store(path)
    captioning.attach(me(), _video(public_id)[1], stored, clock.now())
    commit()


def _video(public_id: str) -> tuple[Asset, Version]:
    asset = get_asset_for(me(), public_id)
    version = latest_version(asset)
    if version is None or version.format != VIDEO or not version.is_ready:
        raise NotFound
    return asset, version
