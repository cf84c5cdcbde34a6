"""The life of a piece: published, found still right, retired, replaced, thrown away; and each of them undone."""

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from app.core import clock
from app.core.errors import Refused
from app.core.transaction import commit
from app.library import expiring, publishing, renditions, replacing, trashing, undoing
from app.library.queries import get_asset_for, latest_version
from app.web.guards import allowed, me, signed_in
from app.web.library.acting import act_on, back_to, try_to
from app.web.library.area import library
from app.web.undo import say_done


@library.post("/library/<public_id>/publish")
@allowed("library.publish")
def publish(public_id: str) -> Response:
    """Publishes the newest version; with `over`, an admin goes over missing approvals."""
    over = request.form.get("over") == "1"
    words = "Published. New links show this version."
    return act_on(public_id, lambda asset, at: publishing.publish(me(), asset, at, over=over), words)


@library.post("/library/<public_id>/retire")
@allowed("library.publish")
def retire(public_id: str) -> Response:
    words = "Retired. Links already sent go on working."
    return act_on(public_id, lambda asset, at: publishing.retire(me(), asset, at), words)


@library.post("/library/<public_id>/retry")
@allowed("library.publish")
def retry(public_id: str) -> Response:
    """Prepares the pages of the newest version once more."""
    return act_on(public_id, lambda asset, at: renditions.try_again(latest_version(asset), at), "Trying again.")


@library.post("/library/<public_id>/still-right")
@allowed("library.read")
def still_right(public_id: str) -> Response:
    """Its owner, or who publishes, has looked: it is to be checked again in three months."""
    words = f"Good. We ask again in {expiring.MONTHS} months."
    return act_on(public_id, lambda asset, at: expiring.still_right(me(), asset, at), words)


@library.post("/library/<public_id>/replaced-by")
@allowed("library.publish")
def replace(public_id: str) -> Response:
    """Names the piece that is sent instead of this one, or takes the name away."""
    by = request.form.get("by", "")
    other = get_asset_for(me(), by) if by else None
    words = f"Replaced by “{other.title}”." if other else "Nothing is named in its place."
    return act_on(public_id, lambda asset, at: replacing.replace(me(), asset, other, at), words)


@library.post("/library/<public_id>/trash")
@allowed("library.publish")
def throw_away(public_id: str) -> Response:
    """Puts it into the trash; where it was, the library is shown."""
    asset = get_asset_for(me(), public_id)
    entry = try_to(lambda: trashing.trash(me(), asset, clock.now()))
    if entry is None:
        return back_to(asset)
    say_done(f"“{asset.title}” is in the trash for 30 days. Its links have stopped.", entry)
    return redirect(url_for("search.library"))


@library.post("/library/undo/<public_id>")
@signed_in
def undo(public_id: str) -> Response:
    """Puts back what one act changed, on every piece it touched."""
    entry = undoing.find_entry_for(me(), public_id)
    try:
        done = undoing.undo(me(), entry, clock.now())
    except Refused as refusal:
        flash(refusal.reason, "error")
        asset = undoing.piece_of(entry)
        return back_to(asset) if asset is not None else redirect(url_for("search.library"))
    commit()
    flash("Undone." if len(done.pieces) == 1 else f"Undone on {len(done.pieces)} pieces.", "success")
    if done.left:
        flash(f"Left as they are, because they changed since: {', '.join(a.title for a in done.left[:5])}.", "error")
    return back_to(done.pieces[0]) if len(done.pieces) == 1 else redirect(url_for("search.library"))
