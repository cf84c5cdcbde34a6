"""What the form of a piece begins with."""

from typing import Any

from app.auth.models import User
from app.library import signing
from app.library.models import Asset
from app.vocabulary.models import FACETS, RISK, RIVAL
from app.web.guards import me
from app.web.library.form_fields import NOTHING

PLAIN = ("title", "summary", "audience", "use_when", "say", "provenance", "source_name", "note")
DAYS = ("source_on", "review_by", "expires_on")


def chosen(asset: Asset | None) -> dict[str, Any]:
    """What the form begins with, in the words of its fields."""
    if asset is None:
        return {"owner": me().public_id, "edits": "0"}
    ticked: dict[str, Any] = {facet: [term.public_id for term in asset.terms_of(facet)] for facet in (*FACETS, RISK)}
    if asset.is_published and not ticked[RIVAL]:
        ticked[RIVAL] = [NOTHING]
    plain = {name: getattr(asset, name) for name in (*PLAIN, *DAYS) if name != "note"}
    return (
        plain
        | ticked
        | {
            "kind": asset.kind.public_id if asset.kind else "",
            "claims": [each.claim.public_id for each in signing.carried(asset)],
            "bait": [term.public_id for term in asset.bait],
            "owner": asset.owner.public_id if asset.owner else me().public_id,
            "replaced_by": asset.replaced_by.title if asset.replaced_by else "",
            "edits": str(asset.edits),
        }
    )


def owners(people: list[User], asset: Asset | None) -> list[User]:
    """Everybody who can sign in, and whoever owns it now."""
    owner = asset.owner if asset else None
    return people if owner is None or owner in people else [*people, owner]
