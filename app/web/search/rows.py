"""A hit as a row of the Library: what the asset_row component wants to know."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from flask import url_for
from markupsafe import Markup

from app.accounts.queries import names_for
from app.auth.models import User
from app.auth.permissions import may
from app.documents.formats import FORMATS
from app.insights.tallies import Counts, counts_of
from app.library.flagging import changed_among
from app.library.models import OURS, PROVENANCES, Asset
from app.library.queries import assets_by_public_id_for
from app.library.standing import unusual_standing_of
from app.search.results import Hit
from app.vocabulary.models import RIVAL, ROLE, STAGE
from app.web.jinja import day

FACT_CHANGED = ("A fact changed", "warn")


@dataclass(frozen=True)
class Row:
    """`checkbox_value` is "" for a piece that cannot be ticked, and None where nobody may tick.

    `more` are plain tags: what kind it is, whose it is when it is not ours, and the account it was made for.
    """

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
    more: list[str]
    trace: None = None
    current: bool = False
    seen: None = None


@dataclass(frozen=True)
class _Ticks:
    """What pieces are ticked for: whoever tags may tick each of them, whoever only sends those that may be sent."""

    to_send: bool
    to_tag: bool

    def value(self, asset: Asset, at: datetime) -> str | None:
        if self.to_tag:
            return asset.public_id
        if not self.to_send:
            return None
        return asset.public_id if asset.is_sendable(at) else ""


def rows_of(user: User, hits: Sequence[Hit], ticked: set[str], at: datetime) -> list[Row]:
    """The rows of these hits; `ticked` holds the public ids that were chosen before."""
    counts = counts_of([hit.asset.id for hit in hits]) if hits else {}
    ticks = _Ticks(may(user, "sending.send"), may(user, "library.publish"))
    accounts = names_for(user, [hit.asset.account_id for hit in hits if hit.asset.account_id])
    # Only who can mend it is told.
    changed = changed_among(hit.asset.id for hit in hits) if ticks.to_tag and hits else set()
    rows = [_row(hit, counts.get(hit.asset.id, Counts()), accounts, ticks, ticked, at) for hit in hits]
    return [
        replace(row, state=FACT_CHANGED) if hit.asset.id in changed and row.state is None else row
        for row, hit in zip(rows, hits, strict=True)
    ]


def kept_ticks(user: User, ticked: set[str], rows: Sequence[Row], at: datetime) -> list[str]:
    """Public ids of pieces that were ticked before and are not among `rows` now."""
    away = sorted(ticked - {row.checkbox_value for row in rows})
    ticks = _Ticks(may(user, "sending.send"), may(user, "library.publish"))
    if not away or not (ticks.to_send or ticks.to_tag):
        return []
    return [asset.public_id for asset in assets_by_public_id_for(user, away) if ticks.value(asset, at)]


def _row(hit: Hit, counts: Counts, accounts: dict[int, str], ticks: _Ticks, ticked: set[str], at: datetime) -> Row:
    asset = hit.asset
    box = ticks.value(asset, at)
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
        state=unusual_standing_of(asset, at),
        sent=counts.links_sent,
        readers=counts.readers,
        updated=day(asset.updated_at),
        checkbox_value=box,
        checked=box in ticked if box else False,
        more=_more(asset, accounts),
    )


def _more(asset: Asset, accounts: dict[int, str]) -> list[str]:
    said = [asset.kind.name] if asset.kind else []
    if asset.provenance != OURS:
        said.append(f"From {PROVENANCES.get(asset.provenance, asset.provenance).lower()}")
    if asset.account_id:
        said.append(f"Copy for {accounts.get(asset.account_id, 'an account')}")
    return said


def _names(asset: Asset, facet: str) -> list[str]:
    return [term.name for term in asset.terms_of(facet)]


def _thumb(asset: Asset) -> str | None:
    version = asset.current
    if version is None or version.thumb_key is None:
        return None
    return url_for("library.thumb", public_id=asset.public_id, number=version.number)
