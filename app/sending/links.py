"""Tracked links as addresses: the token is made anew from the server's key, so the database alone opens nothing."""

from urllib.parse import urlsplit

from app.core import tokens
from app.sending.models import TrackedLink

_secret_key = ""
_base_url = ""


def open_links(secret_key: str, base_url: str) -> None:
    """Derives tokens from `secret_key` and builds addresses on `base_url` from now on."""
    global _secret_key, _base_url
    _secret_key, _base_url = secret_key, base_url.rstrip("/")


def sign(link: TrackedLink) -> TrackedLink:
    """Gives a new link its nonce and the fingerprint of its token."""
    link.nonce = tokens.secret()
    link.token_hash = tokens.fingerprint(token_of(link))
    return link


def token_of(link: TrackedLink) -> str:
    """The 43 characters that stand after /v/."""
    assert _secret_key, "open_links() has not been called"
    return tokens.derive(_secret_key, "link", link.nonce)


def url_of(link: TrackedLink) -> str:
    """The address a buyer opens."""
    return address(f"/v/{token_of(link)}")


def address(path: str) -> str:
    """A path of ours as people outside reach it; built from the setting, never from a request's Host header."""
    return _base_url + path


def host() -> str:
    """The server's name in ASCII, for Message-IDs."""
    name = urlsplit(_base_url).hostname or "localhost"
    try:
        return name.encode("idna").decode()
    except UnicodeError:
        return "localhost"
