"""Reader passes and cover nonces: signed, small, and good for one link only.

A pass says that somebody has chosen on the cover page, and how. It travels in a cookie under the link's own path, or
in the address (`?p=`) for readers without cookies, where it is good for half a day.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

from flask import current_app, request, url_for
from itsdangerous import BadData, URLSafeSerializer
from werkzeug.wrappers import Response

from app.core import clock, tokens
from app.tracking.links import LiveLink
from config import Config

COOKIE = "reader"
IN_ADDRESS = timedelta(hours=12)
IN_COOKIE = timedelta(days=396)
NONCE_LASTS = timedelta(hours=12)


@dataclass(frozen=True)
class Pass:
    """What a reader chose. `visitor_key` is None for whoever is not measured.

    `open_id` is that of a refused cover page, so that the reading which follows is not taken for somebody else's. It
    is of that one showing, and given up after half a day.
    """

    link_id: int
    visitor_key: str | None
    issued_ms: int
    open_id: str | None = None

    @property
    def is_measured(self) -> bool:
        return self.visitor_key is not None

    def written(self) -> str:
        return _signer("reader-pass").dumps([self.link_id, self.visitor_key, self.issued_ms, self.open_id])


@dataclass(frozen=True)
class Nonce:
    """One showing of the cover page: pressed twice it counts once. `open_id` is the open it answered."""

    open_id: str

    @property
    def visitor_key(self) -> str:
        """The same for a button pressed twice, so that one reader is one visitor."""
        return tokens.derive(str(current_app.secret_key), "visitor", self.open_id)[:32]


def read_pass(text: object, link: LiveLink, at: datetime, lasts: timedelta = IN_COOKIE) -> Pass | None:
    """The pass that `text` is, unless forged, of another link or too old. Withdrawal makes it an unmeasured one."""
    match _loaded("reader-pass", text):
        case [int(link_id), str() | None as visitor_key, int(issued_ms), str() | None as open_id] if link_id == link.id:
            age = timedelta(milliseconds=clock.to_ms(at) - issued_ms)
            if age > lasts:
                return None
            if link.withdrawn_ms is not None and issued_ms <= link.withdrawn_ms:
                visitor_key = None
            return Pass(link_id, visitor_key, issued_ms, open_id if age <= NONCE_LASTS else None)
    return None


def held_pass(link: LiveLink, at: datetime) -> Pass | None:
    """The pass this request brings: in its cookie, else in the address."""
    return read_pass(request.cookies.get(COOKIE), link, at) or read_pass(request.args.get("p"), link, at, IN_ADDRESS)


def new_nonce(link: LiveLink, open_id: str, at: datetime) -> str:
    """A signed nonce for the buttons of one cover page."""
    return _signer("cover-nonce").dumps([link.id, open_id, clock.to_ms(at)])


def read_nonce(text: object, link: LiveLink, at: datetime) -> Nonce | None:
    """The nonce that `text` is, unless forged, of another link or too old."""
    match _loaded("cover-nonce", text):
        case [int(link_id), str(open_id), int(issued_ms)] if link_id == link.id:
            fresh = clock.to_ms(at) - issued_ms <= NONCE_LASTS / timedelta(milliseconds=1)
            return Nonce(open_id) if fresh else None
    return None


def keep_pass(response: Response, token: str, reader: Pass) -> None:
    """Sets the cookie: for 13 months when measured, else until the browser closes."""
    config: Config = current_app.extensions["rapport"]
    response.set_cookie(
        COOKIE,
        reader.written(),
        max_age=IN_COOKIE if reader.is_measured else None,
        path=url_for("viewer.read", token=token),
        secure=config.is_https or request.is_secure,
        httponly=True,
        samesite="Lax",
    )


def _loaded(salt: str, text: object) -> Any:
    if not isinstance(text, str) or not 0 < len(text) <= 400:
        return None
    try:
        return _signer(salt).loads(text)
    except (BadData, ValueError):
        # A lone surrogate cannot even be encoded.
        return None


def _signer(salt: str) -> URLSafeSerializer:
    return _signer_of(str(current_app.secret_key), salt)


@lru_cache(maxsize=8)
def _signer_of(secret_key: str, salt: str) -> URLSafeSerializer:
    return URLSafeSerializer(secret_key, salt=salt)
