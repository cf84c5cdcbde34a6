"""The trash: what lies in it, taken out again or deleted for good."""

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from app.core import clock
from app.library import trashing
from app.sending.queries import ever_sent
from app.web.guards import allowed, me
from app.web.library.acting import back_to, try_to
from app.web.library.area import library
from app.web.undo import say_done


@library.get("/library/trash")
@allowed("library.publish")
def trash() -> str:
    """What may still be restored, and which of it was never sent and may go for good."""
    at = clock.now()
    pieces = trashing.trashed_for(me(), at)
    sent = ever_sent([asset.id for asset in pieces])
    return render_template("library/trash.html", pieces=pieces, sent=sent, at=at, kept=trashing.KEPT)


@library.post("/library/trash/<public_id>/restore")
@allowed("library.publish")
def restore(public_id: str) -> Response:
    at = clock.now()
    asset = trashing.get_trashed_for(me(), public_id, at)
    if entry := try_to(lambda: trashing.restore(me(), asset, at)):
        say_done("Restored, as it was. Its links work again.", entry)
    return back_to(asset)


@library.post("/library/trash/<public_id>/delete")
@allowed("library.publish")
def delete(public_id: str) -> Response:
    """Deletes for good what was never sent; the rest stays, because an account's history names it."""
    at = clock.now()
    asset = trashing.get_trashed_for(me(), public_id, at)
    title = asset.title
    if ever_sent([asset.id]):
        flash(f"“{title}” was sent to somebody, so it stays in their history and cannot be deleted.", "error")
    elif try_to(lambda: trashing.delete_for_good(me(), asset, at) or True):  # type: ignore[func-returns-value]
        flash(f"“{title}” is deleted.", "success")
    return redirect(url_for("library.trash"))
