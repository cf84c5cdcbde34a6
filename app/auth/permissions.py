"""Which role may do what: one table, read by pages and rooms alike."""

from typing import Protocol

REP, MARKETER, MANAGER, ADMIN = "rep", "marketer", "manager", "admin"
EVERYONE = frozenset({REP, MARKETER, MANAGER, ADMIN})

PERMISSIONS: dict[str, frozenset[str]] = {
    "library.read": EVERYONE,
    "library.publish": frozenset({MARKETER, ADMIN}),
    "library.read_drafts": frozenset({MARKETER, ADMIN}),
    "library.publish_over_reviews": frozenset({ADMIN}),
    "audit.read": frozenset({ADMIN}),
    "accounts.read_own": EVERYONE,
    "accounts.read_all": frozenset({MARKETER, MANAGER, ADMIN}),
    "accounts.write_own": frozenset({REP, MANAGER, ADMIN}),
    "accounts.write_all": frozenset({MANAGER, ADMIN}),
    "sending.send": frozenset({REP, MANAGER, ADMIN}),
    "claims.edit": frozenset({MARKETER, ADMIN}),
    "rep_made.add": frozenset({REP, MANAGER, ADMIN}),
    "rep_made.judge": frozenset({MARKETER, ADMIN}),
    "insights.read": EVERYONE,
    "vocabulary.edit": frozenset({MARKETER, ADMIN}),
    "users.manage": frozenset({ADMIN}),
}


class HasRoles(Protocol):
    @property
    def roles(self) -> list[str]: ...


def may(user: HasRoles, permission: str) -> bool:
    """Whether any of the user's roles carries the permission. Raises KeyError for one that is not in the table."""
    return not PERMISSIONS[permission].isdisjoint(user.roles)
