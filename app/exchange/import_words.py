"""The words an import meets: terms, claims and people by name, as this workspace knows them."""

from datetime import datetime

from sqlalchemy import func, select

from app.auth.models import User
from app.auth.queries import find_by_email
from app.claims import stating
from app.claims.models import Claim
from app.claims.stating import Fact
from app.core import db, text
from app.core.db import session
from app.core.errors import Refused
from app.exchange.front_matter import Matter
from app.vocabulary import wording
from app.vocabulary.models import FACETS, KIND, RISK, Term


class Words:
    """What is known when an import begins, and with `add_terms` what it adds. Used inside of a transaction."""

    def __init__(self, user: User, at: datetime, add_terms: bool) -> None:
        self.user, self.at, self.add_terms = user, at, add_terms
        self._ids = _term_ids()

    def terms(self, matter: Matter) -> list[Term]:
        """The terms that exist, a tag's in every facet; words we do not know become notes.

        A list is kept by people, so that nothing is added to it unasked.
        """
        chosen: list[Term] = []
        for facet, name in matter.terms:
            places = [facet] if facet else list(FACETS)
            found = [term for place in places if (term := self._term(place, name)) is not None]
            if not found and facet and self.add_terms:
                found = self._added(facet, name, matter)
            elif not found:
                _note_unknown(matter, name, places)
            chosen += found
        return _of_one_kind(chosen, matter)

    def bait(self, matter: Matter) -> list[Term]:
        """The risks that a reading makes likely."""
        risks = Matter(terms=[(RISK, name) for name in matter.bait])
        found = self.terms(risks)
        matter.notes += risks.notes
        return found

    def claims(self, matter: Matter) -> list[Claim]:
        """The claims of these words that are in use."""
        chosen = []
        for words in matter.claims:
            found = session.scalar(
                select(Claim).where(func.lower(Claim.words) == words.lower(), Claim.retired_at.is_(None))
            )
            if found is None and self.add_terms:
                found = self._stated(words, matter)
            elif found is None:
                matter.notes.append(f"“{text.one_line(words, 80)}” is not a fact in the list and was passed over")
            chosen += [found] if found is not None else []
        return chosen

    def owner(self, matter: Matter) -> User | None:
        """Whoever the file says, or else whoever imports it."""
        found = find_by_email(matter.owner) if matter.owner else None
        if matter.owner and found is None:
            matter.notes.append(f"{text.one_line(matter.owner, 80)} is nobody here; {self.user.name} owns it")
        return found

    def people(self, emails: list[str], matter: Matter) -> list[User]:
        """Those of the addresses that are somebody who can sign in; others become notes."""
        found = {email: find_by_email(email) for email in emails}
        for email, user in found.items():
            if user is None or not user.is_active:
                matter.notes.append(f"{text.one_line(email, 80)} is nobody here and was not asked to review it")
        return [user for user in found.values() if user is not None and user.is_active]

    def _term(self, facet: str, name: str) -> Term | None:
        known = self._ids.get((facet, text.slug(name)))
        return session.get(Term, known) if known is not None else None

    def _added(self, facet: str, name: str, matter: Matter) -> list[Term]:
        try:
            term = wording.add_term(facet, name)
        except Refused as refusal:
            matter.notes.append(f"“{text.one_line(name, 80)}” was passed over: {refusal.reason}")
            return []
        self._ids[facet, term.slug] = term.id
        matter.notes.append(f"“{term.name}” was added to the list of {facet}s")
        return [term]

    def _stated(self, words: str, matter: Matter) -> Claim | None:
        try:
            fact = Fact.clean(words=words, evidence="", rival=None, function=None, owner=self.user)
            claim = stating.state(self.user, fact, self.at)
        except Refused as refusal:
            matter.notes.append(f"“{text.one_line(words, 80)}” was passed over: {refusal.reason}")
            return None
        matter.notes.append(f"the fact “{text.one_line(words, 80)}” was added; nobody need sign for it yet")
        return claim


def _term_ids() -> dict[tuple[str, str], int]:
    wanted = select(Term.facet, Term.slug, Term.id).where(Term.retired_at.is_(None))
    with db.reading(), db.engine().connect() as connection:
        return {(facet, slug): id for facet, slug, id in connection.execute(wanted)}


def _note_unknown(matter: Matter, name: str, places: list[str]) -> None:
    known = " or ".join(", ".join(places).rsplit(", ", 1))
    matter.notes.append(f"“{text.one_line(name, 80)}” is not a known {known} and was passed over")


def _of_one_kind(terms: list[Term], matter: Matter) -> list[Term]:
    kinds = list(dict.fromkeys(term for term in terms if term.facet == KIND))
    matter.notes += [f"it is one kind of piece, so “{kind.name}” was passed over" for kind in kinds[1:]]
    return [term for term in terms if term not in kinds[1:]]
