"""Digital body language: six weeks of reading, a row for each person. Quiet stretches draw themselves."""

from collections.abc import Sequence
from datetime import datetime
from math import sqrt

from markupsafe import Markup, escape

from app.engagement.warmth import visit_warmth
from app.web.pictures.faces import BodyRow, Flag, Mark
from app.web.pictures.words import ago, fit, many, minutes

W, LEFT, RIGHT, TOP, ROW = 940, 150, 128, 26, 25
ACROSS = W - LEFT - RIGHT
ORDER = {"read": 0, "download": 1, "unsure": 2, "machine": 3, "sent": 4}


def body_language(
    rows: Sequence[BodyRow], now: datetime, days: int = 42, marks: Sequence[Flag] = (), uid: str = "body"
) -> Markup:
    """Machines are crosses and never counted; doubtful opens are hollow. The table view says the same."""
    height = TOP + ROW * len(rows) + 6
    drawn = _weeks(days, height) + "".join(_flag(flag, days, height) for flag in marks if flag.days_ago <= days)
    drawn += "".join(_row(row, TOP + ROW * i + ROW / 2, days) for i, row in enumerate(rows))
    title = f"Who read what in the {days} days up to {now.day} {now:%B %Y}, one row for each person"
    return Markup(  # noqa: S704 - every user text in it is escaped.
        f'<svg class="bodylang" viewBox="0 0 {W} {height}" role="group" aria-labelledby="{escape(uid)}-t">'
        f'<title id="{escape(uid)}-t">{escape(title)}</title>{drawn}</svg>'
    )


def _x(days_ago: float, days: int) -> float:
    return LEFT + ACROSS * (days - max(0.0, days_ago)) / days


def _weeks(days: int, height: int) -> str:
    drawn = []
    for week in range(days // 7 + 1):
        x = _x(week * 7, days)
        drawn.append(f'<line class="grid" x1="{x:.1f}" y1="{TOP - 4}" x2="{x:.1f}" y2="{height - 4}"/>')
        if week:
            said = ("this week", "last week")[week - 1] if week < 3 else f"{week - 1} weeks ago"
            middle = x + ACROSS / days * 3.5
            drawn.append(
                f'<text class="axis" x="{middle:.1f}" y="14" text-anchor="middle" aria-hidden="true">{said}</text>'
            )
    return "".join(drawn)


def _flag(flag: Flag, days: int, height: int) -> str:
    x, y = _x(flag.days_ago, days), TOP - 4
    said = escape(f"{flag.text}, {ago(flag.days_ago)}")
    return (
        f'<g role="img" aria-label="{said}"><title>{said}</title>'
        f'<line class="callmark" x1="{x:.1f}" y1="{y}" x2="{x:.1f}" y2="{height - 4}"/>'
        f'<path class="callflag" d="M{x:.1f} {y}h7l-2 3 2 3h-7z"/></g>'
    )


def _row(row: BodyRow, y: float, days: int) -> str:
    seen = [mark for mark in row.items if mark.days_ago <= days]
    line = f'<line class="rowline" x1="{LEFT}" y1="{y}" x2="{W - RIGHT}" y2="{y}"/>'
    name = f'<text class="nm-l" x="0" y="{y}" dy=".34em">{escape(fit(row.name, LEFT - 10, 13))}</text>'
    hit = f'<rect class="hit" x="-4" y="{y - ROW / 2 + 1:g}" width="{LEFT - 2}" height="{ROW - 2}" rx="4"/>'
    link = (
        f'<a class="body-name" href="{escape(row.href or "#")}" aria-label="{escape(_said(row, seen))}">{hit}{name}</a>'
    )
    marks = "".join(
        _mark(row.name, mark, _x(mark.days_ago, days), y) for mark in sorted(seen, key=lambda m: ORDER[m.kind])
    )
    return f'{line}{link}<g aria-hidden="true">{_quiet(row, seen, y, days)}{marks}{_status(row, y)}</g>'


def _quiet(row: BodyRow, seen: list[Mark], y: float, days: int) -> str:
    if row.quiet_days is None:
        return ""
    last = min((mark.days_ago for mark in seen if mark.kind in ("read", "download")), default=float(row.quiet_days))
    start = min(_x(last, days) + 9, _x(0, days))
    return f'<line class="quietline" x1="{max(start, LEFT):.1f}" y1="{y}" x2="{_x(0, days):.1f}" y2="{y}"/>'


def _mark(name: str, mark: Mark, x: float, y: float) -> str:
    time = f", {minutes(mark.seconds)}" if mark.kind == "read" and mark.seconds > 0 else ""
    title = f"<title>{escape(f'{name}: {mark.text}, {ago(mark.days_ago)}{time}')}</title>"
    if mark.kind == "sent":
        return f'<path class="ev-sent" d="M{x - 3.5:.1f} {y - 4}l7 4-7 4z">{title}</path>'
    if mark.kind == "machine":
        return f'<path class="ev-bot" d="M{x - 3:.1f} {y - 3}l6 6m0-6-6 6">{title}</path>'
    if mark.kind == "unsure":
        return f'<circle class="ev-unsure" cx="{x:.1f}" cy="{y}" r="4">{title}</circle>'
    if mark.kind == "download":
        return f'<path class="ev-down" d="M{x:.1f} {y - 5.5}l5.5 5.5-5.5 5.5-5.5-5.5z">{title}</path>'
    r = min(10.5, 2.6 + sqrt(max(mark.seconds, 0)) * 0.56)
    warmth = max(1, visit_warmth(mark.seconds))
    return f'<circle class="ev h{warmth}" cx="{x:.1f}" cy="{y}" r="{r:.1f}">{title}</circle>'


def _status(row: BodyRow, y: float) -> str:
    x = W - RIGHT + 14
    drawn = ""
    if row.is_new:
        drawn = (
            f'<rect class="map-new" x="{x}" y="{y - 8:g}" width="32" height="16" rx="3"/>'
            f'<text class="map-new-t" x="{x + 16}" y="{y}" dy=".34em">New</text>'
        )
        x += 40
    cls = "st-q" if row.quiet_days is not None else "st"
    return f'{drawn}<text class="{cls}" x="{x}" y="{y}" dy=".34em">{escape(fit(row.status, W - x, 12))}</text>'


def _said(row: BodyRow, seen: list[Mark]) -> str:
    reads = [mark for mark in seen if mark.kind == "read"]
    parts = [f"{many(sum(m.kind == 'sent' for m in seen), 'item')} sent"] if any(m.kind == "sent" for m in seen) else []
    if reads:
        total = sum(mark.seconds for mark in reads)
        parts.append(
            f"read {many(len(reads), 'time')}, last {ago(min(m.days_ago for m in reads))}, {minutes(total)} in all"
        )
    if unsure := sum(m.kind == "unsure" for m in seen):
        parts.append(f"{many(unsure, 'open')} not confirmed")
    if machine := sum(m.kind == "machine" for m in seen):
        parts.append(f"{many(machine, 'machine open')}, not counted")
    if row.quiet_days is not None:
        parts.append(f"quiet for {many(row.quiet_days, 'day')}")
    return f"{row.name}{', new' if row.is_new else ''}: {'; '.join(parts) or 'nothing yet'}"
