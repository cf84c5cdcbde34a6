"""Print the sample workspace's PDFs from the HTML in starter/pdf-src.

    python content/make_pdfs.py            all of them
    python content/make_pdfs.py SLUG ...   some of them

Each source names its folder in <meta name="topic">. Needs playwright, fonttools and brotli; the
browser is Debian's chromium (or the one named by CHROMIUM). Fonts come from app/static/fonts, or
from the folder named by FONTS. Nothing is fetched from the network.
"""

from __future__ import annotations

import os
import re
import sys
from functools import cache
from io import BytesIO
from pathlib import Path

from fontTools.ttLib import TTFont
from fontTools.varLib.instancer import instantiateVariableFont
from playwright.sync_api import Page, Route, sync_playwright

STARTER = Path(__file__).resolve().parent / "starter"
SOURCES = STARTER / "pdf-src"
FONTS = Path(os.environ.get("FONTS", STARTER.parents[1] / "app" / "static" / "fonts"))
CHROMIUM = os.environ.get("CHROMIUM", "/usr/bin/chromium")
STAMP = re.compile(rb"(/(?:CreationDate|ModDate) \(D:)\d{14}")
# Lays every page out at full size and reports the ones whose content does not fit.
OVERFULL = """() => [...document.querySelectorAll('section')].flatMap((s, i) =>
    s.scrollHeight > s.clientHeight + 1 || s.scrollWidth > s.clientWidth + 1 ? [i + 1] : [])"""


@cache
def one_weight(name: str, weight: int) -> bytes:
    """Cut one weight from a variable font: Chromium draws variable fonts glyph by glyph, at four times the size."""
    font = instantiateVariableFont(TTFont(FONTS / name, recalcTimestamp=False), {"wght": weight})
    font.flavor = "woff2"
    out = BytesIO()
    font.save(out)
    return out.getvalue()


def serve_file(route: Route) -> None:
    """Let through the sources only; take fonts, by weight, from FONTS."""
    path, _, weight = route.request.url.partition("?")
    if path.endswith(".woff2"):
        body = one_weight(path.rsplit("/", 1)[1], int(weight))
        route.fulfill(body=body, content_type="font/woff2", headers={"access-control-allow-origin": "*"})
    elif path.startswith("file:"):
        route.continue_()
    else:
        route.abort()


def print_one(page: Page, source: Path) -> Path:
    page.goto(source.as_uri())
    page.evaluate("() => document.fonts.ready")
    if overfull := page.evaluate(OVERFULL):
        raise SystemExit(f"{source.name}: too much on page {overfull}")
    topic = page.locator("meta[name=topic]").get_attribute("content") or "other"
    target = STARTER / topic / f"{source.stem}.pdf"
    target.parent.mkdir(exist_ok=True)
    pdf = page.pdf(prefer_css_page_size=True, print_background=True, tagged=True, outline=True)
    target.write_bytes(STAMP.sub(rb"\g<1>20260101000000", pdf))
    return target


def main(slugs: list[str]) -> None:
    sources = [SOURCES / f"{slug}.html" for slug in slugs] or sorted(SOURCES.glob("*.html"))
    if not any(FONTS.glob("*.woff2")):
        raise SystemExit(f"No fonts in {FONTS}; set FONTS to the folder that holds them.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        page.emulate_media(media="print")
        page.route("**/*", serve_file)
        for source in sources:
            target = print_one(page, source)
            print(f"{target.relative_to(STARTER)}  {target.stat().st_size // 1024} kB")
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
