"""The address of somebody else's page, as a reader may be shown it: never fetched, and plain about where it leads."""

import ipaddress
import re
from dataclasses import dataclass
from urllib.parse import quote, urlsplit, urlunsplit

from app.core.errors import Refused

LIMIT = 2000
_OURS_ALONE = ("localhost", "local", "internal", "intranet", "lan", "home", "corp", "test", "invalid", "onion", "arpa")
_HOST = re.compile(r"(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]([a-z0-9-]{0,61}[a-z0-9])")
_SAFE = "/:?#[]@!$&'()*+,;=%~"


@dataclass(frozen=True)
class Address:
    """`url` is what is kept and followed; `host` is its name in plain letters (a name in others begins with xn--)."""

    url: str
    host: str


def read(typed: str) -> Address:
    """The address that was typed. Raises Refused on the field `url`."""
    bare = typed.encode("utf-8", "ignore").decode().strip()
    if not bare:
        raise _refusal("Paste the address of the page.")
    if len(bare) > LIMIT:
        raise _refusal(f"This address is too long: at most {LIMIT:,} characters.")
    if any(ord(char) <= 32 or ord(char) == 127 or char == "\\" for char in bare):
        raise _refusal("This address has a space or a sign in it that no address has.")
    try:
        parts = urlsplit(bare)
        port = parts.port
    except ValueError:
        raise _refusal("This is not an address we can read.") from None
    if parts.scheme not in ("http", "https"):
        raise _refusal("Use an address that begins with https:// or http://.")
    if parts.username is not None or parts.password is not None or "@" in parts.netloc:
        raise _refusal("Take the name or password out of the address: everybody could read it.")
    host = _host(parts.hostname or "")
    place = f"{host}:{port}" if port is not None else host
    tail = (quote(part, _SAFE) for part in (parts.path or "/", parts.query, parts.fragment))
    return Address(urlunsplit((parts.scheme, place, *tail)), host)


def _host(named: str) -> str:
    """The host in plain letters. Raises Refused for one that is not on the public web."""
    try:
        number = ipaddress.ip_address(named)
    except ValueError:
        number = None
    if number is not None:
        raise _refusal("Use the name of the site, not its number.")
    try:
        plain = named.rstrip(".").encode("idna").decode().lower()
    except UnicodeError:
        raise _refusal("The name of this site is not one that exists.") from None
    if not _HOST.fullmatch(plain) or plain.rpartition(".")[2] in _OURS_ALONE:
        raise _refusal("This site is not on the public web, so a buyer could not open it.")
    return plain


def _refusal(reason: str) -> Refused:
    return Refused(reason, "url")
