"""The reading trace, one bar a page: how Rapport draws reading wherever it is mentioned."""

from collections.abc import Sequence
from math import sqrt

from markupsafe import Markup, escape

from app.engagement.warmth import page_warmth
from app.web.pictures.words import many, minutes

BAR, STEP, WIDEST = 5.0, 7.0, 182.0
NUMBERED_STEP = 13.0


def trace(
    pages: Sequence[float],
    top: float | None = None,
    h: int = 22,
    label: str | None = None,
    numbers: bool = False,
) -> Markup:
    """Bar height grows with the square root of the time, so that short reads stay visible.

    `top` is the time that fills the height; give the same one to traces that are compared.
    """
    count = len(pages)
    if not count:
        return Markup("")
    step = min(NUMBERED_STEP if numbers else STEP, WIDEST / count)
    bar = step * BAR / STEP
    full = top or max(*pages, 60)
    width = count * step - (step - bar)
    height = h + (15 if numbers else 0)
    drawn = "".join(_bar(seconds, index * step, bar, h, full) for index, seconds in enumerate(pages))
    if numbers:
        drawn += _numbers(count, step, bar, h)
    return Markup(  # noqa: S704 - every user text in it is escaped.
        f'<svg class="trace" width="{width:.1f}" height="{height}" viewBox="0 0 {width:.1f} {height}" role="img"'
        f' aria-label="{escape(label or _said(pages))}">{drawn}</svg>'
    )


def _bar(seconds: float, x: float, width: float, h: int, full: float) -> str:
    tall = min(h, max(2.0, h * sqrt(seconds / full))) if seconds > 0 else 1.5
    return (
        f'<rect class="h{page_warmth(seconds)}" x="{x:.1f}" y="{h - tall:.1f}" width="{width:.1f}"'
        f' height="{tall:.1f}" rx="1"/>'
    )


def _numbers(count: int, step: float, bar: float, h: int) -> str:
    """Every page up to fourteen; beyond that every fifth, because the digits would touch."""
    shown = range(1, count + 1) if step >= NUMBERED_STEP else [1, *range(5, count + 1, 5)]
    return "".join(
        f'<text class="axis" x="{(n - 1) * step + bar / 2:.1f}" y="{h + 12}" text-anchor="middle">{n}</text>'
        for n in shown
    )


def _said(pages: Sequence[float]) -> str:
    read = sum(seconds > 0 for seconds in pages)
    if not read:
        return f"None of {many(len(pages), 'page')} opened"
    longest = max(range(len(pages)), key=lambda index: pages[index])
    return f"{read} of {many(len(pages), 'page')} read; longest on page {longest + 1}, {minutes(pages[longest])}"
