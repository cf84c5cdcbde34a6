"""Where a request came from, without its address: a coarse prefix, and a hash whose salt turns every day."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from ipaddress import ip_address, ip_network

_secret_key = b""


@dataclass(frozen=True)
class Origin:
    """A /24 (or /48) network, and the same address recognised again on the same day only."""

    ip_prefix: str
    ip_hmac: str
    hmac_day: str


def open_sources(secret_key: str) -> None:
    """Salts are made from `secret_key` from now on."""
    global _secret_key
    _secret_key = secret_key.encode()
    _salt.cache_clear()


def origin_of(address: str | None, at: datetime) -> Origin | None:
    """The origin of an IP address; None for what is no address."""
    assert _secret_key, "open_sources() has not been called"
    day = at.date().isoformat()
    found = _parsed(address or "")
    if found is None:
        return None
    plain, prefix = found
    return Origin(prefix, hmac.new(_salt(day), plain.encode(), hashlib.sha256).hexdigest(), day)


@lru_cache(maxsize=2048)
def _parsed(address: str) -> tuple[str, str] | None:
    try:
        ip = ip_address(address.partition("%")[0])
    except ValueError:
        return None
    mapped = getattr(ip, "ipv4_mapped", None)
    ip = mapped or ip
    bits = 24 if ip.version == 4 else 48
    return str(ip), str(ip_network(f"{ip}/{bits}", strict=False))


@lru_cache(maxsize=4)
def _salt(day: str) -> bytes:
    return hmac.new(_secret_key, f"source-salt:{day}".encode(), hashlib.sha256).digest()
