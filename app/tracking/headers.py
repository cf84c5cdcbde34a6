"""What a request's headers say about how it was made, as bit flags; the headers themselves are not kept."""

from collections.abc import Callable

HAS_LANGUAGE = 1
HAS_FETCH_MODE = 2
PREFETCH = 4
PRERENDER = 8
PREVIEW = 16
INSTANT = 32
GPC = 64
DNT = 128
NOT_GET = 256

AHEAD_OF_TIME = PREFETCH | PRERENDER | PREVIEW | INSTANT

_PURPOSES = (("prefetch", PREFETCH), ("prerender", PRERENDER), ("preview", PREVIEW), ("instant", INSTANT))
_PURPOSE_HEADERS = ("Sec-Purpose", "Purpose", "X-Purpose", "X-Moz")


def bits_of(method: str, header: Callable[[str], str | None]) -> int:
    """The flags of one request; `header` gives the value of a header by name, whatever its case."""
    bits = 0 if method in ("GET", "POST") else NOT_GET
    if header("Accept-Language"):
        bits |= HAS_LANGUAGE
    if header("Sec-Fetch-Mode"):
        bits |= HAS_FETCH_MODE
    if header("Sec-GPC") == "1":
        bits |= GPC
    if header("DNT") == "1":
        bits |= DNT
    purpose = " ".join(header(name) or "" for name in _PURPOSE_HEADERS).lower()
    if purpose.strip():
        bits |= sum(flag for word, flag in _PURPOSES if word in purpose)
    return bits
