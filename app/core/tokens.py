"""Random names and secrets: public ids, link tokens and their hashes."""

import hashlib
import hmac
import secrets
from base64 import urlsafe_b64encode

ALPHABET = "23456789abcdefghijkmnpqrstuvwxyz"


def public_id() -> str:
    """A 14-character id for URLs (70 random bits): reveals no count and is easy to read aloud."""
    return "".join(ALPHABET[byte & 31] for byte in secrets.token_bytes(14))


def secret() -> str:
    """A 43-character URL-safe secret (256 random bits)."""
    return secrets.token_urlsafe(32)


def fingerprint(token: str) -> str:
    """The SHA-256 of a token, hex: what is stored in its place, so that a database dump opens nothing."""
    return hashlib.sha256(token.encode()).hexdigest()


def derive(key: str, purpose: str, nonce: str) -> str:
    """A 43-character token made from the server's key and a stored nonce: the same each time, not in the database."""
    digest = hmac.new(key.encode(), f"{purpose}:{nonce}".encode(), hashlib.sha256).digest()
    return urlsafe_b64encode(digest).rstrip(b"=").decode()


def same(one: str, other: str) -> bool:
    """Whether two secrets are equal, in constant time."""
    return hmac.compare_digest(one.encode(), other.encode())
