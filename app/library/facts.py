"""What may be said about a piece besides its content, as it is kept: cleaned, and refused beside the field."""

from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date

from app.auth.models import User
from app.claims.models import Claim
from app.core import text
from app.core.errors import Refused
from app.library.models import BUYERS, INTERNAL, OURS, PROVENANCES, Asset
from app.vocabulary.models import KIND, RISK, Term

SUMMARY_LIMIT, ADVICE_LIMIT, NOTE_LIMIT = 140, 2000, 300
FIRST_YEAR, LAST_YEAR = 1900, 2200


@dataclass(frozen=True)
class Facts:
    """What is said about a piece besides its content, cleaned.

    `bait` are risks that a reading makes likely; the risks among `terms` are those it answers. Without an `owner` a
    piece keeps the one it has, and a new one gets whoever writes it. `note` says what changed in this version. Without
    `claims` a piece goes on stating those it does.
    """

    title: str
    summary: str = ""
    audience: str = BUYERS
    use_when: str = ""
    say: str = ""
    terms: tuple[Term, ...] = ()
    bait: tuple[Term, ...] = ()
    provenance: str = OURS
    source_name: str = ""
    source_on: date | None = None
    owner: User | None = None
    review_by: date | None = None
    expires_on: date | None = None
    replaced_by: Asset | None = None
    note: str = ""
    claims: tuple[Claim, ...] | None = None

    @classmethod
    def clean(
        cls,
        *,
        title: str,
        summary: str = "",
        audience: str = BUYERS,
        use_when: str = "",
        say: str = "",
        terms: Iterable[Term] = (),
        bait: Iterable[Term] = (),
        provenance: str = OURS,
        source_name: str = "",
        source_on: date | None = None,
        owner: User | None = None,
        review_by: date | None = None,
        expires_on: date | None = None,
        replaced_by: Asset | None = None,
        note: str = "",
        claims: Iterable[Claim] | None = None,
    ) -> "Facts":
        """The facts as they are kept. Raises Refused, naming the field."""
        called = text.one_line(title)
        if not called:
            raise Refused("Give it a title.", "title")
        return cls(
            title=called,
            summary=_line(summary, SUMMARY_LIMIT, "summary"),
            audience=_audience(audience),
            use_when=_advice(use_when, "use_when"),
            say=_advice(say, "say"),
            terms=_terms(terms),
            bait=tuple(term for term in _terms(bait) if term.facet == RISK),
            owner=owner,
            review_by=_day(review_by, "review_by"),
            expires_on=_day(expires_on, "expires_on"),
            replaced_by=replaced_by,
            note=_line(note, NOTE_LIMIT, "note"),
            claims=tuple(claims) if claims is not None else None,
            **_source(provenance, source_name, source_on),  # type: ignore[arg-type]
        )

    @classmethod
    def of(cls, asset: Asset) -> "Facts":
        """What is said about a saved piece, to say it again with something else."""
        kept = {
            each.name: getattr(asset, each.name)
            for each in fields(cls)
            if each.name not in ("terms", "bait", "note", "claims")
        }
        return cls(**{name: getattr(asset, name) for name in kept}, terms=tuple(asset.terms), bait=tuple(asset.bait))


def is_internal_only(terms: Iterable[Term]) -> bool:
    """Whether a kind among these keeps a piece from buyers, whatever else is said of it."""
    return any(term.facet == KIND and term.is_internal for term in terms)


def _terms(given: Iterable[Term]) -> tuple[Term, ...]:
    found = tuple({term.id: term for term in given}.values())
    if sum(term.facet == KIND for term in found) > 1:
        raise Refused("Choose one kind: a piece that is several things is found as none.", "kind")
    return found


def _audience(audience: str) -> str:
    if audience not in (BUYERS, INTERNAL):
        raise Refused("Say who may see it.", "audience")
    return audience


def _source(provenance: str, name: str, on: date | None) -> dict[str, object]:
    """Whose word it is. What is not ours names its source and the day, so that a reader can judge it."""
    if provenance not in PROVENANCES:
        raise Refused("Say whose word it is.", "provenance")
    if provenance == OURS:
        return {"provenance": OURS, "source_name": "", "source_on": None}
    called = text.one_line(name)
    if not called:
        raise Refused("Name the source: a buyer asks who says so.", "source_name")
    day = _day(on, "source_on")
    if day is None:
        raise Refused("Say when it was published.", "source_on")
    return {"provenance": provenance, "source_name": called, "source_on": day}


def _day(value: date | None, field: str) -> date | None:
    if value is not None and not FIRST_YEAR <= value.year < LAST_YEAR:
        raise Refused("That year cannot be right.", field)
    return value


def _line(value: str, limit: int, field: str) -> str:
    clean = text.one_line(value, limit + 1)
    if len(clean) > limit:
        raise Refused(f"Keep it to {limit} characters.", field)
    return clean


def _advice(value: str, field: str) -> str:
    clean = text.tidy(value, ADVICE_LIMIT + 1)
    if len(clean) > ADVICE_LIMIT:
        raise Refused(f"Keep it to {ADVICE_LIMIT:,} characters.", field)
    return clean
