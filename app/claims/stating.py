"""Adding, changing and retiring the facts that pieces state."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from app.audit.recording import record
from app.auth.models import User
from app.claims.models import Claim, ClaimRevision
from app.core import text
from app.core.db import session
from app.core.errors import Refused
from app.vocabulary.models import FUNCTION, RIVAL, Term

WORDS_LIMIT, EVIDENCE_LIMIT = 300, 2000


@dataclass(frozen=True)
class Fact:
    """What is said of a claim, cleaned; `function` must sign it for each piece, `rival` is whom it is about."""

    words: str
    evidence: str
    rival: Term | None
    function: Term | None
    owner: User | None

    @classmethod
    def clean(
        cls, *, words: str, evidence: str, rival: Term | None, function: Term | None, owner: User | None
    ) -> "Fact":
        """Raises Refused, naming the field."""
        said = text.one_line(words, WORDS_LIMIT + 1)
        if not any(char.isalnum() for char in said):
            raise Refused("Say the fact in one sentence.", "words")
        if len(said) > WORDS_LIMIT:
            raise Refused(f"Keep it to {WORDS_LIMIT} characters.", "words")
        shown = text.tidy(evidence, EVIDENCE_LIMIT + 1)
        if len(shown) > EVIDENCE_LIMIT:
            raise Refused(f"Keep it to {EVIDENCE_LIMIT:,} characters.", "evidence")
        if rival is not None and rival.facet != RIVAL:
            raise Refused("That is not a rival.", "rival")
        if function is not None and function.facet != FUNCTION:
            raise Refused("That is not a function that signs.", "function")
        return cls(said, shown, rival, function, owner)


def state(user: User, fact: Fact, at: datetime) -> Claim:
    """A new claim at its first revision. Raises Refused when these words are one already."""
    _refuse_twin(fact, None)
    claim = Claim(revision=1, created_at=at)
    session.add(claim)
    _tell(claim, fact, at)
    session.flush()
    _keep(claim, user, at)
    record(user, "state_fact", claim, claim.words, at)
    return claim


def change(user: User, claim: Claim, fact: Fact, at: datetime) -> bool:
    """Other words make the next revision: whoever carries the claim must look again. Returns whether they did."""
    _lock(claim)
    if claim.retired_at is not None:
        raise Refused("It is retired. Bring it back first.")
    _refuse_twin(fact, claim)
    before = _was(claim)
    is_other = claim.words != fact.words
    if is_other:
        claim.revision += 1
    _tell(claim, fact, at)
    session.flush()
    if is_other:
        _keep(claim, user, at)
    record(user, "change_fact", claim, claim.words, at, was=before, revision=claim.revision)
    return is_other


def retire(user: User, claim: Claim, at: datetime) -> None:
    """Says that it holds no longer; it stays on the pieces that carry it until somebody has looked at each."""
    if claim.retired_at is None:
        claim.retired_at = claim.changed_at = at
        record(user, "retire", claim, claim.words, at)


def bring_back(user: User, claim: Claim, at: datetime) -> None:
    """Undoes a retirement. Raises Refused when its words were stated anew meanwhile."""
    if claim.retired_at is None:
        return
    _refuse_twin(Fact(claim.words, claim.evidence, claim.rival, claim.function, claim.owner), claim)
    claim.retired_at, claim.changed_at = None, at
    record(user, "put_back", claim, claim.words, at)


def _tell(claim: Claim, fact: Fact, at: datetime) -> None:
    claim.words, claim.evidence, claim.changed_at = fact.words, fact.evidence, at
    claim.rival, claim.function, claim.owner = fact.rival, fact.function, fact.owner


def _keep(claim: Claim, user: User, at: datetime) -> None:
    session.add(
        ClaimRevision(claim_id=claim.id, revision=claim.revision, words=claim.words, author_id=user.id, created_at=at)
    )
    session.flush()
    session.expire(claim, ["history"])


def _was(claim: Claim) -> dict[str, Any]:
    return {
        "words": claim.words, "evidence": claim.evidence, "revision": claim.revision, "rival_id": claim.rival_id,
        "function_id": claim.function_id, "owner_id": claim.owner_id,
    }  # fmt: skip


def _lock(claim: Claim) -> None:
    # Two people who change the words at once must not make the same revision.
    session.execute(select(Claim.id).where(Claim.id == claim.id).with_for_update())
    session.refresh(claim, ["revision", "words", "retired_at"])


def _refuse_twin(fact: Fact, claim: Claim | None) -> None:
    same = select(Claim.id).where(func.lower(Claim.words) == fact.words.lower(), Claim.retired_at.is_(None))
    if claim is not None:
        same = same.where(Claim.id != claim.id)
    if session.scalar(same.limit(1)) is not None:
        raise Refused("This fact is in the list already.", "words")
