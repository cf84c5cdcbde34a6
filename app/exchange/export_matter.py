"""What is said about a piece, as the front matter of an export."""

from collections.abc import Mapping
from datetime import datetime

from app.exchange.front_matter import Matter
from app.library.models import IN_REVIEW, PUBLISHED, RETIRED, Asset, Version


def matter_of(asset: Asset, version: Version, paths: Mapping[int, str]) -> Matter:
    """The facts of a piece, in an order that does not depend on where it is kept; `paths` are those of all pieces."""
    out = asset.state in (PUBLISHED, RETIRED)
    is_asked = asset.state == IN_REVIEW
    return Matter(
        id=asset.public_id, title=asset.title, summary=asset.summary, audience=asset.audience, state=asset.state,
        terms=sorted((term.facet, term.name) for term in asset.terms), bait=sorted(term.name for term in asset.bait),
        claims=sorted(each.claim.words for each in asset.claims if each.claim.retired_at is None),
        use_when=asset.use_when, say=asset.say, provenance=asset.provenance, source_name=asset.source_name,
        source_date=asset.source_on, owner=asset.owner.email if asset.owner else "",
        reviewers=sorted(each.reviewer.email for each in asset.reviews) if is_asked else [],
        review_by=asset.review_by, expires_on=asset.expires_on, replaced_by=paths.get(asset.replaced_by_id or 0, ""),
        note=version.note, created=asset.created_at, published=_if(out, asset.published_at),
        retired=_if(asset.state == RETIRED, asset.retired_at),
    )  # fmt: skip


def _if(is_said: bool, at: datetime | None) -> datetime | None:
    return at if is_said else None
