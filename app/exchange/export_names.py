"""Where each piece goes in an export: a folder for each kind, and names that are made of titles and stay the same."""

import unicodedata
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased

from app.core import text
from app.core.db import session
from app.documents import formats
from app.library.models import Asset, Version, asset_term
from app.vocabulary.models import KIND, Term

NO_KIND = "pieces"
_ENDINGS = {
    formats.PDF: (".pdf",),
    formats.IMAGE: (".png", ".jpg", ".jpeg", ".webp", ".gif", ".svg"),
    formats.SLIDES: (".pptx",),
    formats.TEXT: (".docx",),
    formats.SHEET: (".xlsx",),
    formats.VIDEO: (".mp4", ".webm", ".mov"),
}
# What Windows takes for devices, whatever their ending.
_DEVICES = {"con", "prn", "aux", "nul", *(f"{name}{number}" for name in ("com", "lpt") for number in range(1, 10))}
_NAME_LIMIT = 50


@dataclass(frozen=True)
class Place:
    """A piece, the version of it that is exported, and where: `stem` is the path without the ending."""

    asset_id: int
    version_id: int
    stem: str
    ending: str

    @property
    def path(self) -> str:
        return self.stem + self.ending


def places() -> list[Place]:
    """Every piece with content that is not in the trash, older ones first; copies made for one account are left out.

    The version in use is exported, or of a piece that has none the newest. Of two pieces of one name the older keeps
    it, so that names stay the same from one export to the next.
    """
    taken: set[str] = set()
    found = []
    for asset_id, title, kind, version_id, media, called in session.execute(_wanted()):
        folder = _safe(kind) if kind else NO_KIND
        stem = _free(f"{folder}/{_safe(title)}", taken)
        found.append(Place(asset_id, version_id, stem, ending_of(media, called or "")))
    return found


def ending_of(media_type: str, file_name: str) -> str:
    """The ending of an exported file: its own, if such a file may have it."""
    format = formats.format_of_media(media_type)
    if format in (formats.MARKDOWN, formats.LINK):
        return ".md"
    own = "." + file_name.rpartition(".")[2].lower()
    return own if own in _ENDINGS[format] else _ENDINGS[format][0]


def _wanted() -> Any:
    newest = (
        select(Version.id)
        .where(Version.asset_id == Asset.id)
        .order_by(Version.number.desc())
        .limit(1)
        .correlate(Asset)
        .scalar_subquery()
    )
    kind = (
        select(asset_term.c.asset_id, func.min(Term.slug).label("slug"))
        .join(Term, Term.id == asset_term.c.term_id)
        .where(Term.facet == KIND)
        .group_by(asset_term.c.asset_id)
        .subquery()
    )
    shown = aliased(Version)
    return (
        select(Asset.id, Asset.title, kind.c.slug, shown.id, shown.media_type, shown.file_name)
        .select_from(Asset)
        .join(shown, shown.id == func.coalesce(Asset.current_version_id, newest))
        .outerjoin(kind, kind.c.asset_id == Asset.id)
        .where(Asset.trashed_at.is_(None), Asset.account_id.is_(None), Asset.master_id.is_(None))
        .order_by(Asset.created_at, Asset.public_id)
    )


def _safe(words: str) -> str:
    """A name that every file system takes; never a path, and never longer than one may be."""
    name = unicodedata.normalize("NFC", text.slug(words, _NAME_LIMIT)).strip("-")
    return f"{name}-" if name in _DEVICES else name or "untitled"


def _free(stem: str, taken: set[str]) -> str:
    number, free = 1, stem
    while free in taken:
        number += 1
        free = f"{stem}-{number}"
    taken.add(free)
    return free
