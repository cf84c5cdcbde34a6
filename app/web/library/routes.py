"""Making a piece and changing it: written, uploaded or linked."""

from typing import Any, TypeVar

from flask import redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response

from app.audit.models import AuditEntry
from app.core import clock
from app.core.errors import Refused
from app.core.transaction import commit
from app.documents import previewing
from app.documents.formats import LINK, MARKDOWN
from app.documents.rendering import Rendered
from app.library import drafting, picturing, undoing
from app.library.models import Asset
from app.library.queries import get_asset_for, latest_version
from app.library.telling import Overtaken
from app.web.fragments import is_fragment
from app.web.guards import allowed, me, only_reads
from app.web.library import (  # noqa: F401  (their routes join the area)
    caption_routes,
    draft_routes,
    file_routes,
    life_routes,
    picture_routes,
    reading_routes,
    ready_routes,
    review_routes,
    trash_routes,
    variant_routes,
    version_routes,
)  # fmt: skip
from app.web.library.area import library
from app.web.library.beside import checks_of, found_of
from app.web.library.conflict import conflict_of, settled
from app.web.library.forms import LinkForm, PieceForm, UploadForm, WriteForm
from app.web.library.saving import save, wanted
from app.web.undo import say_done

__all__ = ["library"]

Page = str | tuple[str, int] | Response
F = TypeVar("F", bound=PieceForm)


@library.route("/library/new", methods=["GET", "POST"])
@allowed("library.publish")
def new() -> Page:
    """Write a piece in Markdown."""
    return _compose(_filled(WriteForm, None), None)


@library.route("/library/upload", methods=["GET", "POST"])
@allowed("library.publish")
def upload() -> Page:
    """Bring a file."""
    return _compose(_filled(UploadForm, None), None)


@library.route("/library/link", methods=["GET", "POST"])
@allowed("library.publish")
def link() -> Page:
    """Point to somebody else's page: a study, a column, a post."""
    return _compose(_filled(LinkForm, None), None)


@library.route("/library/<public_id>/edit", methods=["GET", "POST"])
@allowed("library.publish")
def edit(public_id: str) -> Page:
    """Change a piece; its text or file becomes a new version."""
    asset = get_asset_for(me(), public_id)
    kind = {MARKDOWN: WriteForm, LINK: LinkForm}.get(asset.format, UploadForm)
    if request.form.get("act") == "theirs":
        drafting.drop(me(), request.form.get("form_key", ""))
        commit()
        return redirect(url_for("library.edit", public_id=public_id), 303)
    return _compose(_filled(kind, asset), asset)


@library.post("/library/preview")
@allowed("library.publish")
@only_reads
def preview() -> Page:
    """The typed text as a buyer would read it; nothing is kept."""
    form = WriteForm()
    shown = _preview(form)
    if is_fragment():
        return render_template("library/_preview.html", preview=shown, problem=_problem(form))
    return _form_page(form, None, shown)


@library.post("/library/beside")
@allowed("library.publish")
@only_reads
def beside() -> str:
    """How a rep would find what is typed, and what it still lacks; nothing is kept."""
    about = request.args.get("about", "")
    asset = get_asset_for(me(), about) if about else None
    kind = WriteForm if "source" in request.form else PieceForm
    form = kind(asset)
    return render_template("library/_beside.html", found=found_of(form), checks=checks_of(form))


def _filled(kind: type[F], asset: Asset | None) -> F:
    """The form as it was sent; else with the text of a kept draft; else as the piece is."""
    key = request.args.get("draft", "")
    if request.method == "GET" and key:
        draft = drafting.get_draft_for(me(), key, asset)
        return kind(asset, formdata=MultiDict([(n, v) for n, values in draft.fields.items() for v in values]))
    form = kind(asset)
    if not form.is_submitted():
        version = latest_version(asset) if asset else None
        for name in ("source", "url"):
            if name in form:
                form[name].data = (version.source if version else "") or ""
    return form


def _compose(form: PieceForm, asset: Asset | None) -> Page:
    if not form.is_submitted():
        return _form_page(form, asset)
    if wanted() == "preview":
        return _form_page(form, asset, _preview(form))
    if wanted() == "merge" and asset is not None:
        return _form_page(settled(form, asset), asset)
    at = clock.now()
    try:
        piece = save(form, asset.public_id if asset else None)
    except Overtaken:
        return _form_page(form, asset, conflict=True), 409
    if piece is None:
        return _form_page(form, asset), 422
    say_done(*_done(piece, undoing.newest_of(me(), piece, at)))
    return redirect(url_for("library.show", public_id=piece.public_id))


def _done(piece: Asset, entry: AuditEntry | None) -> tuple[str, AuditEntry | None]:
    """What a save came to; what is undone is its last act, and never what was typed as content."""
    if wanted() == "review":
        return "Asked. They are told by mail and on Today.", None
    if wanted() == "publish":
        is_out = piece.is_published
        return ("Published." if is_out else "Saved. It is published when it is ready."), entry if is_out else None
    return ("Saved. Undo puts back what is said about it; its content stays." if entry else "Saved."), entry


def _form_page(form: PieceForm, asset: Asset | None, preview: Rendered | None = None, *, conflict: bool = False) -> str:
    way = form.way
    form.form_key.data = form.form_key.data or drafting.new_key(way)
    shown: dict[str, Any] = {
        "form": form, "asset": asset, "preview": preview, "problem": _problem(form), "found": found_of(form),
        "checks": checks_of(form), "way": way,
        "conflict": conflict_of(form, asset) if conflict and asset else None,
        "kept": [] if form.is_submitted() or "draft" in request.args else drafting.drafts_for(me(), way, asset),
    }  # fmt: skip
    return render_template(f"library/{way}.html", **shown)


def _preview(form: PieceForm) -> Rendered | None:
    if not isinstance(form, WriteForm):
        return None
    # Ends the transaction before a child works, so that nobody waits for it.
    commit()
    try:
        rendered, _ = picturing.settle(me(), previewing.preview(form.source.data or "", form.title.data or ""))
    except Refused as refusal:
        form.source.errors = [refusal.reason]
        return None
    return rendered


def _problem(form: PieceForm) -> str:
    return " ".join(form.source.errors) if isinstance(form, WriteForm) else ""
