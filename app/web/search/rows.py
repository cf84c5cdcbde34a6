"""A hit as a row of the Library: what the asset_row component wants to know."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from markupsafe import Markup

from app.auth.models import User
from app.auth.permissions import may
from app.documents.formats import FORMATS, MARKDOWN
from app.insights.tallies import Counts, counts_of
from app.library.models import DRAFT, Asset
from app.library.queries import assets_by_public_id_for
from app.search.results import Hit
from app.vocabulary.models import RIVAL, ROLE, STAGE
from app.web.jinja import day


@dataclass(frozen=True)
class Row:
    """`checkbox_value` is "" for a piece that cannot be sent, and None where nobody may send."""

    href: str
    title: str
    snippet: Markup
    thumb_href: str | None
    format_label: str
    roles: list[str]
    stages: list[str]
    rivals: list[str]
    is_internal: bool
    state: tuple[str, str] | None
    sent: int
    readers: int
    updated: str
    checkbox_value: str | None
    checked: bool
    trace: None = None
    current: bool = False
    seen: None = None


def rows_of(user: User, hits: Sequence[Hit], ticked: set[str], at: datetime) -> list[Row]:
    """The rows of these hits; `ticked` holds the public ids that were chosen before."""
    counts = counts_of([hit.asset.id for hit in hits]) if hits else {}
    may_send = may(user, "sending.send")
    return [_row(hit, counts.get(hit.asset.id, Counts()), may_send, ticked, at) for hit in hits]


def kept_ticks(user: User, ticked: set[str], rows: Sequence[Row], at: datetime) -> list[str]:
    """Public ids of sendable pieces that were ticked before and are not among `rows` now."""
    away = sorted(ticked - {row.checkbox_value for row in rows})
    if not away or not may(user, "sending.send"):
        return []
    return [asset.public_id for asset in assets_by_public_id_for(user, away) if asset.is_sendable(at)]


def _row(hit: Hit, counts: Counts, may_send: bool, ticked: set[str], at: datetime) -> Row:
    asset = hit.asset
    sendable = asset.public_id if asset.is_sendable(at) else ""
    return Row(
        href=url_for("library.show", public_id=asset.public_id),
        title=asset.title,
        snippet=hit.snippet,
        thumb_href=_thumb(asset),
        format_label=FORMATS.get(asset.format, asset.format),
        roles=_names(asset, ROLE),
        stages=_names(asset, STAGE),
        rivals=_names(asset, RIVAL),
        is_internal=asset.is_internal,
        state=("Draft", "warn") if asset.state == DRAFT else None,
        sent=counts.links_sent,
        readers=counts.readers,
        updated=day(asset.updated_at),
        checkbox_value=sendable if may_send else None,
        checked=sendable in ticked if sendable else False,
    )


def _names(asset: Asset, facet: str) -> list[str]:
    return [term.name for term in asset.terms_of(facet)]


def _thumb(asset: Asset) -> str | None:
    version = asset.current
    if asset.format == MARKDOWN or version is None or not version.is_ready or not version.page_count:
        return None
    return url_for("library.page_image", public_id=asset.public_id, number=version.number, page=1)
