"""What the cover page and the document show."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import request, url_for
from markupsafe import Markup

from app.core import text
from app.documents import pictures
from app.documents.formats import LINK, MARKDOWN, PDF, VIDEO
from app.sending.links import token_of
from app.tracking.links import Leaf, LiveLink, minutes_of, pages_of, sent_with
from app.web.viewer import material
from app.web.viewer.passes import Pass

AS_TEXT, AS_PAGES = "text", "pages"
EAGER_IMAGES = 2


@dataclass(frozen=True)
class Sheet:
    """One page, ready for the template. `html` is sanitised when the version is made."""

    number: int
    title: str
    html: Markup | None
    paragraphs: list[str]
    image: str | None
    width: int | None
    height: int | None
    is_lazy: bool


def cover_of(link: LiveLink, token: str, nonce: str) -> dict[str, Any]:
    """What is said before anything is measured."""
    return {
        "link": link,
        "token": token,
        "nonce": nonce,
        "first_name": link.sender_first_name,
        "facts": material.facts_of(link),
    }


def document_of(
    link: LiveLink, token: str, reader: Pass | None, open_id: str, at: datetime, *, is_quiet: bool
) -> dict[str, Any]:
    """Everything the document page shows. `reader` is None for a browser that asked not to be measured."""
    is_measured = reader is not None and reader.is_measured and not is_quiet
    # The piece may get a new version while this one is being read: what this page asks for and reports names its own.
    carried = {"version": link.version_key} if link.follows else {}
    pass_text = reader.written() if reader else None
    return {
        "link": link,
        "token": token,
        "first_name": link.sender_first_name,
        "minutes": minutes_of(link),
        "sheets": [_sheet(leaf, token, carried) for leaf in pages_of(link)],
        "shown": carried,
        **material.material_of(link, token, carried),
        "layout": _layout(link),
        "siblings": [_sibling(each) for each in sent_with(link, at)],
        "is_measured": is_measured,
        "is_quiet": is_quiet,
        "is_withdrawn": link.withdrawn_ms is not None and not is_measured,
        "has_just_entered": is_measured and "p" in request.args,
        "pass_text": pass_text,
        # Without cookies the pass in the address is all a reader has, so links to this page carry it on.
        "carried": {"p": request.args["p"]} if pass_text and "p" in request.args and not request.cookies else {},
        "open_id": open_id,
    }


def _sheet(leaf: Leaf, token: str, shown: dict[str, Any]) -> Sheet:
    image = url_for("viewer.page_image", token=token, number=leaf.number, **shown) if leaf.image_key else None
    return Sheet(
        number=leaf.number,
        title=leaf.title or f"Page {leaf.number}",
        html=Markup(_with_pictures(leaf.html, token, shown)) if leaf.html else None,  # noqa: S704  (sanitised when the version was made)
        paragraphs=[] if leaf.html else _paragraphs(leaf.text, leaf.title),
        image=image,
        width=leaf.image_width,
        height=leaf.image_height,
        is_lazy=leaf.number > EAGER_IMAGES,
    )


def _with_pictures(html: str, token: str, shown: dict[str, Any]) -> str:
    return pictures.with_addresses(html, lambda name: url_for("viewer.picture", token=token, public_id=name, **shown))


def _paragraphs(page_text: str, title: str) -> list[str]:
    """The text of a page without its own heading, which stands above it already."""
    found = [" ".join(part.split()) for part in re.split(r"\n\s*\n", page_text) if part.strip()]
    return [part for part in found if part != title] or found


def _layout(link: LiveLink) -> str:
    """How pages that are images are shown: as text, as pages, or as the screen has room."""
    if link.format in (MARKDOWN, LINK, VIDEO) or not any(leaf.image_key for leaf in pages_of(link)):
        return "html"
    wanted = request.args.get("as")
    return wanted if wanted in (AS_TEXT, AS_PAGES) else "fit"


def _sibling(link: Any) -> dict[str, Any]:
    asset, version = link.asset, link.shown
    noun = "page" if version.page_count == 1 else "pages"
    return {
        "href": url_for("viewer.read", token=token_of(link)),
        "title": asset.title,
        "about": text.one_line(asset.summary, 80) or f"{version.page_count} {noun}",
        "picture": "deck" if asset.format == PDF else "text",
    }
