"""Opening a tracked link: the cover page, the document, and what its reader reports and decides."""

from flask import Response, current_app, redirect, request, url_for
from werkzeug.wrappers import Response as Answer

from app.core import clock
from app.tracking import recording
from app.tracking.links import LiveLink, as_shown, find_live_link
from app.tracking.seen import GIVEN
from app.web.guards import only_reads, public
from app.web.security import csrf
from app.web.viewer import beacon, files, noting, pages, passes, picture_routes
from app.web.viewer.area import viewer
from app.web.viewer.passes import Pass

__all__ = ["files", "picture_routes", "viewer"]


@viewer.get("/v/<token>")
@public
def read(token: str) -> str:
    """The cover page at first open; the document for whoever has chosen, or whose browser has."""
    at = clock.now()
    link = find_live_link(token, at)
    reader, is_quiet = passes.held_pass(link, at), noting.asks_for_quiet()
    open_id = noting.note_open(link, reader, at)
    if reader is None and not is_quiet:
        return _page("viewer/cover.html", pages.cover_of(link, token, passes.new_nonce(link, open_id, at)))
    return _page("viewer/document.html", pages.document_of(link, token, reader, open_id, at, is_quiet=is_quiet))


@viewer.post("/v/<token>")
@public
@only_reads
@csrf.exempt  # The nonce in the form is signed, bound to this link and counted once.
def enter(token: str) -> Answer:
    """A button of the cover page. A button that is too old or not ours shows the cover again."""
    at = clock.now()
    link = find_live_link(token, at)
    nonce = passes.read_nonce(request.form.get("nonce"), link, at)
    if nonce is None:
        return redirect(url_for("viewer.read", token=token), 303)
    is_measured = request.form.get("choice") == "open" and not noting.asks_for_quiet()
    key, open_id = (nonce.visitor_key, None) if is_measured else (None, nonce.open_id)
    reader = Pass(link.id, key, clock.to_ms(at), open_id)
    noting.note_choice(link, nonce, reader, at)
    return _admitted(token, reader)


@viewer.post("/v/<token>/events")
@public
@only_reads
@csrf.exempt  # Each message carries a signed pass of this link.
def events(token: str) -> Answer:
    """What the page reports. 204 whatever it holds: a page that is closing cannot do anything about an error."""
    at = clock.now()
    link = as_shown(find_live_link(token, at), request.args.get("version", ""))
    body = request.stream.read(beacon.LARGEST_BODY + 1)
    arrivals = []
    for message in beacon.messages_in(body):
        reader = _measured(message, link)
        found = beacon.read_event(message, link.page_count, link.id, at) if reader else None
        if reader and found:
            values = {**found, "visitor_key": reader.visitor_key, "consent": GIVEN}
            arrivals.append(noting.arrival(link, values.pop("kind"), at, **values))
    recording.record(arrivals)
    return Response(status=204)


@viewer.post("/v/<token>/withdraw")
@public
@only_reads
@csrf.exempt  # The form carries the reader's own signed pass.
def withdraw(token: str) -> Answer:
    """Stop sharing: from now on nothing is measured on any link of this person."""
    at = clock.now()
    link = find_live_link(token, at)
    reader = passes.read_pass(request.form.get("pass"), link, at)
    if reader is None:
        return redirect(url_for("viewer.read", token=token), 303)
    if reader.is_measured:
        noting.note_withdrawal(link, reader, at)
    return _admitted(token, Pass(link.id, None, clock.to_ms(at)))


def _page(name: str, shown: dict[str, object]) -> str:
    """A page that knows neither session nor user: a buyer has none, and asking would cost as much as the page."""
    return current_app.jinja_env.get_template(name).render(shown)


def _admitted(token: str, reader: Pass) -> Answer:
    """To the document, with the pass in a cookie and, should cookies be off, in the address."""
    answer = redirect(url_for("viewer.read", token=token, p=reader.written()), 303)
    passes.keep_pass(answer, token, reader)
    return answer


def _measured(message: dict[str, object], link: LiveLink) -> Pass | None:
    """The pass of a message, when its reader agreed to be measured and still does."""
    reader = passes.read_pass(message.get("pass"), link, clock.now())
    if reader is None:
        beacon.drop("no pass")
    elif not reader.is_measured or noting.asks_for_quiet():
        beacon.drop("not measured")
    else:
        return reader
    return None
