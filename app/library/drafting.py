"""Keeping what somebody has typed into a form and not saved, so that it survives a closed tab."""

import re
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, delete, select

from app.auth.models import User
from app.core import text, tokens
from app.core.db import insert_new, session
from app.core.errors import NotFound, Refused
from app.library.models import Asset, Draft

MOST, LONGEST_FIELD, MOST_VALUES = 10, 200_000, 200
WRITE, UPLOAD, LINK = "write", "upload", "link"
_KEY = re.compile(rf"({WRITE}|{UPLOAD}|{LINK})-[2-9a-z]{{14}}")

Fields = dict[str, list[str]]


def new_key(form: str) -> str:
    """Names what is typed into one showing of a form, so that two open tabs do not overwrite each other."""
    return f"{form}-{tokens.public_id()}"


def keep(
    user: User, form_key: str, asset: Asset | None, fields: Mapping[str, list[str]], edits: int, at: datetime
) -> Draft:
    """Keeps these fields under the key, in place of what was kept before; the oldest of many go. Raises Refused."""
    if not _KEY.fullmatch(form_key):
        raise Refused("This form cannot be kept: reload the page.")
    draft = _find(user, form_key) or _begun(user, form_key, at)
    draft.asset_id, draft.edits, draft.saved_at = asset.id if asset else None, edits, at
    draft.fields = {name: [_clean(value) for value in values[:MOST_VALUES]] for name, values in fields.items()}
    session.flush()
    kept = select(Draft.id).where(*_of(user, form_key.partition("-")[0], asset))
    old = list(session.scalars(kept.order_by(Draft.saved_at.desc(), Draft.id.desc()).offset(MOST)))
    session.execute(delete(Draft).where(Draft.id.in_(old)))
    return draft


def drop(user: User, form_key: str) -> None:
    """Throws away what was kept under the key; nothing there is no fault."""
    session.execute(delete(Draft).where(Draft.user_id == user.id, Draft.form_key == form_key[:40]))


def drafts_for(user: User, form: str, asset: Asset | None) -> list[Draft]:
    """What the user has typed into this form, of this piece or of new ones, and not saved; newest first."""
    return list(
        session.scalars(select(Draft).where(*_of(user, form, asset)).order_by(Draft.saved_at.desc(), Draft.id.desc()))
    )


def get_draft_for(user: User, form_key: str, asset: Asset | None) -> Draft:
    """Raises NotFound."""
    draft = _find(user, form_key)
    if draft is None or draft.asset_id != (asset.id if asset else None):
        raise NotFound
    return draft


def _find(user: User, form_key: str) -> Draft | None:
    return session.scalar(select(Draft).where(Draft.user_id == user.id, Draft.form_key == form_key[:40]))


def _begun(user: User, form_key: str, at: datetime) -> Draft:
    """A new one; a page that saves twice at once finds the other's."""
    row = {"user_id": user.id, "form_key": form_key, "fields": {}, "edits": 0, "saved_at": at}
    insert_new(Draft.__table__, [row])  # type: ignore[arg-type]
    found = _find(user, form_key)
    assert found is not None
    return found


def _of(user: User, form: str, asset: Asset | None) -> tuple[ColumnElement[bool], ...]:
    same = Draft.asset_id == asset.id if asset else Draft.asset_id.is_(None)
    return Draft.user_id == user.id, same, Draft.form_key.startswith(f"{form}-", autoescape=True)


def _clean(value: str) -> str:
    """Typed text as a database takes it: spaces at its ends stay, for somebody is still typing."""
    bare = value[:LONGEST_FIELD].encode("utf-8", "ignore").decode().replace("\x00", "")
    return bare if bare.strip() else text.tidy(bare)
