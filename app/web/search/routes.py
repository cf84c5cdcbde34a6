"""The Library page: one address holds the question, the filters, the order and the page."""

from flask import Blueprint, make_response, redirect, render_template, request
from werkzeug.wrappers import Response

from app.core import clock
from app.core.text import tidy
from app.search import searching
from app.web.fragments import is_fragment
from app.web.guards import allowed, me, signed_in
from app.web.search import forms
from app.web.search.rows import kept_ticks, rows_of

search = Blueprint("search", __name__)

MOST_TICKED = 50


@search.get("/library")
@allowed("library.read")
def library() -> Response:
    """What answers the address; htmx gets the parts that changed and the address to show."""
    asked, at = forms.read(request.args), clock.now()
    found = searching.search(me(), asked.query, asked.filters, sort=asked.sort, page=asked.page)
    ticked = {tidy(each, 24) for each in request.args.getlist("item")[:MOST_TICKED]}
    rows = rows_of(me(), [*found.hits, *found.outside], ticked, at)
    template = "search/_found.html" if is_fragment() else "search/library.html"
    parts = {
        "rows": rows[: len(found.hits)],
        "outside": rows[len(found.hits) :],
        "kept": kept_ticks(me(), ticked, rows, at),
    }
    answer = make_response(render_template(template, found=found, links=forms, q=found.query, **parts))
    answer.headers["Vary"] = "HX-Request"
    if is_fragment():
        answer.headers["HX-Push-Url"] = forms.address(found, page=found.page)
    return answer


@search.get("/search")
@signed_in
def old_address() -> Response:
    """The address people type."""
    return redirect(forms.moved(request.args))
