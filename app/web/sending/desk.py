"""What lies on the desk while somebody composes: the people, the pieces, and what one person will read."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from app.accounts.models import Account, Stakeholder
from app.auth.models import User
from app.core.errors import Refused
from app.library.lengths import length_of
from app.library.models import Asset
from app.library.queries import assets_by_public_id_for, visible_assets_for
from app.library.replacing import instead_of
from app.sending import wording
from app.sending.checking import Draft, why_and_instead, why_not_to
from app.sending.queries import last_sent
from app.web.jinja import day
from app.web.sending.addressees import Addressee, addressees_of
from app.web.sending.forms import ComposeForm

OFFERED = 8


@dataclass(frozen=True)
class Piece:
    """An asset to tick, with what to know before sending it."""

    asset: Asset
    note: str
    is_chosen: bool


@dataclass(frozen=True)
class Letter:
    """What one person will read."""

    person: Stakeholder
    subject: str
    paragraphs: list[list[str]]
    items: list[dict[str, str]]


@dataclass(frozen=True)
class Desk:
    """Everything the compose page shows. `outside` counts the pieces that match and are not listed."""

    account: Account
    addressees: list[Addressee]
    pieces: list[Piece]
    offered: list[Piece]
    outside: int
    letter: Letter | None
    q: str


def draft_of(user: User, account: Account, form: ComposeForm, channel: str, at: datetime) -> Draft:
    """What the form asks to send. Raises Refused when somebody or something chosen is gone."""
    people = _chosen_people(account, form)
    assets = _chosen_assets(user, form.asset_ids())
    if len(people) < len(set(form.to.data or [])):
        raise Refused(f"Somebody you chose is no longer at {account.name}. Look through the list again.", "to")
    if len(assets) < len(set(form.item.data or [])):
        raise Refused("A piece you chose is no longer in the library. Look through the list again.", "item")
    return Draft(
        account=account,
        people=people,
        assets=assets,
        subject=form.subject.data or "",
        message=wording.lines_of(form.message.data or ""),
        allow_download=bool(form.allow_download.data),
        expires_at=form.expires_at(at),
        channel=channel,
        follows=form.follows,
    )


def lay_out(user: User, account: Account, form: ComposeForm, at: datetime, *, q: str = "", see: str = "") -> Desk:
    """The desk of `form`. `q` narrows the library, `see` is the public id of the person whose letter is shown."""
    chosen = _chosen_assets(user, form.asset_ids())
    matching = [asset for asset in visible_assets_for(user) if _is_offered(asset, account, chosen, q, at)]
    offered = matching[:OFFERED]
    sent = last_sent(account, [asset.id for asset in (*chosen, *offered)])
    people = _chosen_people(account, form)
    return Desk(
        account=account,
        addressees=addressees_of(account, set(form.person_ids()), at),
        pieces=[Piece(asset, _piece_note(asset, account, sent, at), True) for asset in chosen],
        offered=[Piece(asset, _piece_note(asset, account, sent, at), False) for asset in offered],
        outside=len(matching) - len(offered),
        letter=_letter(form, people, chosen, see),
        q=q,
    )


def _chosen_people(account: Account, form: ComposeForm) -> list[Stakeholder]:
    asked = set(form.person_ids())
    return [person for person in account.people if person.public_id in asked]


def _chosen_assets(user: User, ids: list[str]) -> list[Asset]:
    return assets_by_public_id_for(user, ids) if ids else []


def _is_offered(asset: Asset, account: Account, chosen: list[Asset], q: str, at: datetime) -> bool:
    if asset in chosen or why_not_to(asset, account, at) is not None:
        return False
    said = " ".join((asset.title, asset.summary, *(term.name for term in asset.terms))).casefold()
    return all(word in said for word in q.casefold().split())


def _piece_note(asset: Asset, account: Account, sent: Mapping[int, tuple[str, datetime]], at: datetime) -> str:
    if why := why_and_instead(asset, account, at):
        return why
    number = asset.current.number if asset.current else 1
    said = ", ".join(filter(None, (f"Version {number}", length_of(asset.current)))) + "."
    if asset.id in sent:
        name, at = sent[asset.id]
        said = f"{said} Last sent to {name} on {day(at)}."
    return f"{said} {_instead(asset)}".rstrip()


def _instead(asset: Asset) -> str:
    """It may still go out, but there is something better."""
    better = instead_of(asset)
    return f"It has been replaced. {better}" if better else ""


def _letter(form: ComposeForm, people: list[Stakeholder], assets: list[Asset], see: str) -> Letter | None:
    person = next((each for each in people if each.public_id == see), people[0] if people else None)
    if person is None:
        return None
    return Letter(
        person=person,
        subject=wording.fill(form.subject.data or "", person),
        paragraphs=wording.paragraphs(wording.fill(form.message.data or "", person)),
        items=[{"title": asset.title, "note": length_of(asset.current)} for asset in assets],
    )
