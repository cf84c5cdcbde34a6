"""Insights: whether what we make is used, on screen and as CSV."""

from flask import Blueprint, render_template, request
from werkzeug.wrappers import Response

from app.core import clock, csv_files
from app.insights.coverage import coverage
from app.insights.on_message import on_message_for
from app.insights.usage import usage_for
from app.web.guards import allowed, me
from app.web.insights import words

insights = Blueprint("insights", __name__)

PERIODS = {30: "30 days", 90: "90 days", 365: "Year"}
SHOWN = 50


@insights.get("/insights")
@allowed("insights.read")
def usage() -> str:
    at, days = clock.now(), _days()
    found = usage_for(me(), at, days)
    return render_template(
        "insights/usage.html",
        usage=found,
        days=days,
        periods=PERIODS,
        parts=words.parts(found),
        sentence=words.sentence(found),
        coverage=coverage(found.rows),
        idle=found.idle if "all" in request.args else found.idle[:SHOWN],
        told=words,
        on_message=on_message_for(me(), at),
    )


@insights.get("/insights.csv")
@allowed("insights.read")
def usage_csv() -> Response:
    at, days = clock.now(), _days()
    body = csv_files.write(words.csv_header(at), [words.csv_line(row) for row in usage_for(me(), at, days).idle])
    name = f"unused-pieces-{at:%Y-%m-%d}-{days}-days.csv"
    return Response(
        "\ufeff" + body,
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _days() -> int:
    """The period asked for, or 90 days when that is none of ours."""
    asked = request.args.get("days", "")
    return next((days for days in PERIODS if str(days) == asked), 90)
