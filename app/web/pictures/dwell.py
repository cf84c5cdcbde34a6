"""Where readers spend their time: a bar over each page's thumbnail."""

from collections.abc import Sequence

from markupsafe import Markup, escape

from app.engagement.warmth import page_warmth
from app.insights.asset_use import FEWEST_FOR_TIMES
from app.web.pictures.faces import PageRead
from app.web.pictures.sheet import sheet
from app.web.pictures.words import minutes_short

TALL = 84


def dwell(pages: Sequence[PageRead], readers: int) -> Markup:
    """Below ten readers it counts people and shows no times: a median of three is one person's habit."""
    times = readers >= FEWEST_FOR_TIMES
    top = max([page.seconds for page in pages] + [60]) if times else max(readers, 1)
    items = "".join(_page(number, page, times, top, readers) for number, page in enumerate(pages, 1))
    return Markup(f'<ol class="dwell-pages">{items}</ol>')  # noqa: S704 - every user text in it is escaped.


def _page(number: int, page: PageRead, times: bool, top: float, readers: int) -> str:
    value = page.seconds if times else page.readers
    tall = max(1.5, TALL * (value / top) ** 0.6) if value > 0 else 1.5
    words = minutes_short(page.seconds) if times else f"{page.readers} of {readers}"
    said = f'<span aria-hidden="true">{words}</span><span class="vh">not read</span>' if words == "–" else escape(words)
    heat = page_warmth(page.seconds) if times else (2 if page.readers else 0)
    bar = (
        f'<svg class="dwell-bar" width="44" height="{TALL}" viewBox="0 0 44 {TALL}" aria-hidden="true">'
        f'<rect class="h{heat}" x="6" y="{TALL - tall:.1f}" width="32" height="{tall:.1f}" rx="2"/></svg>'
    )
    return (
        f'<li>{bar}<span class="dwell-s">{said}</span>{_thumb(page, number)}'
        f'<span class="dwell-n"><span class="vh">page </span>{number}'
        f'<span class="vh"> {escape(page.title)}</span></span></li>'
    )


def _thumb(page: PageRead, number: int) -> str:
    if page.thumb_href is None:
        return str(sheet("text", 36, number))
    src = escape(page.thumb_href)
    return f'<img class="sheet-thumb" src="{src}" width="36" height="47" alt="" loading="lazy" decoding="async">'
