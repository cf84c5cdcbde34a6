"""Copies of a piece for one account: making one, writing in it, following its master."""

import tempfile
from pathlib import Path

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.accounts.queries import accounts_for
from app.core import clock
from app.core.errors import NotFound, Refused
from app.core.transaction import commit, rollback
from app.documents import rendering
from app.documents.formats import MARKDOWN
from app.library import files, publishing, undoing, varying
from app.library.comparing import compare, words_of
from app.library.models import Asset
from app.library.queries import get_asset_for, latest_version
from app.web.guards import allowed, me
from app.web.library.area import library
from app.web.library.variant_forms import OwnTextForm, VariantForm
from app.web.refusing import refuse
from app.web.undo import say_done

Page = str | tuple[str, int] | Response


@library.route("/library/<public_id>/variants/new", methods=["GET", "POST"])
@allowed("library.read")
def new_variant(public_id: str) -> Page:
    """Makes a copy for an account that one sends to, or any when one publishes."""
    asset = get_asset_for(me(), public_id)
    open_to = [each for each in accounts_for(me()) if varying.may_vary_for(me(), each)]
    if not open_to or varying.why_not_variant(asset, clock.now()) is not None:
        raise NotFound
    form = VariantForm.among(open_to)
    if form.is_submitted():
        try:
            if form.validate():
                made = varying.make_variant(me(), asset, form.accounts[form.account.data], clock.now())
                commit()
                flash("A draft of its own. Change what this account should read.", "success")
                return _to(made)
        except Refused as refusal:
            rollback()
            refuse(form, refusal)
    page = render_template("library/new_variant.html", asset=asset, form=form)
    return (page, 422) if form.is_submitted() else page


@library.route("/library/<public_id>/text", methods=["GET", "POST"])
@allowed("library.read")
def own_text(public_id: str) -> Page:
    """A rep changes their own draft or variant; what buyers read changes when marketing publishes it."""
    asset, form = _own(public_id), OwnTextForm()
    version = latest_version(asset)
    if not form.is_submitted():
        form.title.data, form.source.data = asset.title, version.source if version else ""
        return render_template("library/own_text.html", asset=asset, form=form)
    try:
        if form.validate():
            _save(form, asset)
            commit()
            flash("Saved as a draft. Buyers read it once marketing has published it.", "success")
            return _to(asset)
    except Refused as refusal:
        rollback()
        refuse(form, refusal)
    return render_template("library/own_text.html", asset=_own(public_id), form=form), 422


@library.get("/library/<public_id>/master")
@allowed("library.read")
def master_changes(public_id: str) -> str:
    """What changed in the master since it was copied."""
    variant = get_asset_for(me(), public_id)
    if not varying.may_follow(me(), variant) or not varying.has_moved_on(variant) or variant.master is None:
        raise NotFound
    lines = compare(words_of(variant.master_version), words_of(variant.master.current))
    return render_template("library/master_changes.html", asset=variant, master=variant.master, lines=lines)


@library.post("/library/<public_id>/variant/<any('take-over', 'keep-mine', ask):act>")
@allowed("library.read")
def follow(public_id: str, act: str) -> Response:
    """Takes the master's new text, keeps one's own, or asks marketing to publish it."""
    asset, at = get_asset_for(me(), public_id), clock.now()
    if not varying.may_follow(me(), asset):
        raise NotFound
    try:
        if act == "ask":
            reader = varying.ask_for_publishing(me(), asset, at)
            done = f"{reader.name} is asked to look at it and publish it."
        elif act == "take-over":
            done = f"The new text is version {varying.take_over(me(), asset, at).number}, a draft."
        else:
            varying.keep_mine(me(), asset, at)
            done = "Kept as it is."
        entry = undoing.newest_of(me(), asset, at)
        commit()
        say_done(done, entry)
    except Refused as refusal:
        rollback()
        flash(refusal.reason, "error")
    return _to(asset)


def _own(public_id: str) -> Asset:
    asset = get_asset_for(me(), public_id)
    if not varying.owns_text(me(), asset):
        raise NotFound
    return asset


def _save(form: OwnTextForm, asset: Asset) -> None:
    facts, public_id, sent = varying.facts_of(asset, form.title.data or ""), asset.public_id, form.file.data
    if asset.format == MARKDOWN:
        # Ends the transaction: a child works now, and on SQLite everybody else would wait for it.
        commit()
        rendered = rendering.render(form.source.data or "", facts.title)
        own = _own(public_id)
        publishing.write(me(), clock.now(), facts, source=form.source.data or "", asset=own, rendered=rendered)
    elif sent and sent.filename:
        commit()
        with tempfile.TemporaryDirectory(prefix="rapport-") as folder:
            path = Path(folder) / "upload"
            sent.save(path)
            stored = files.store(path)
        publishing.upload(me(), clock.now(), facts, stored=stored, file_name=sent.filename, asset=_own(public_id))
    else:
        raise Refused("Choose the file that follows this one.", "file")


def _to(asset: Asset) -> Response:
    return redirect(url_for("library.show", public_id=asset.public_id), 303)
