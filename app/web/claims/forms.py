"""What is typed about a claim, and which claims a piece carries."""

from typing import Self

from wtforms import SelectChoice, SelectField, SelectMultipleField, StringField, TextAreaField

from app.auth.models import User
from app.auth.queries import active_users
from app.claims.models import Claim
from app.claims.stating import Fact
from app.vocabulary.models import FUNCTION, RIVAL, Term
from app.vocabulary.queries import all_terms
from app.web.forms import Form


class ClaimForm(Form):
    words = StringField("The fact, in one sentence", description="As it would stand in a piece, with its figure.")
    evidence = TextAreaField("What shows it", description="The study, the test or the contract, and its date.")
    rival = SelectField("About a rival?", default="")
    function = SelectField("Who must sign it for each piece?", default="")
    owner = SelectField("Who looks after it?", default="")

    @classmethod
    def for_claim(cls, claim: Claim | None, user: User) -> Self:
        """The form with its lists, filled from `claim`; a new one is looked after by `user`."""
        form = cls(data=_data(claim) if claim is not None else {"owner": user.public_id})
        terms = all_terms()
        people = active_users()
        rivals, functions = terms[RIVAL], terms[FUNCTION]
        if claim is not None:
            rivals, functions = _with(rivals, claim.rival), _with(functions, claim.function)
            people = _with_owner(people, claim.owner)
        form.terms = {term.public_id: term for term in (*rivals, *functions)}
        form.people = {each.public_id: each for each in people}
        form.rival.choices = [SelectChoice("", "No rival"), *_choices(rivals)]
        form.function.choices = [SelectChoice("", "Nobody needs to"), *_choices(functions)]
        form.owner.choices = [SelectChoice("", "Nobody"), *(SelectChoice(p.public_id, p.name) for p in people)]
        return form

    @property
    def fact(self) -> Fact:
        """What was typed. Raises Refused, naming the field."""
        return Fact.clean(
            words=self.words.data or "",
            evidence=self.evidence.data or "",
            rival=self.terms.get(self.rival.data or ""),
            function=self.terms.get(self.function.data or ""),
            owner=self.people.get(self.owner.data or ""),
        )


class CarriedForm(Form):
    """Which claims a piece states."""

    claims = SelectMultipleField("Facts")

    @classmethod
    def among(cls, claims: list[Claim], carried: list[Claim]) -> Self:
        """The claims in use to choose from; retired ones that it still carries can only be left out."""
        form = cls(data={"claims": [claim.public_id for claim in carried]})
        form.known = {claim.public_id: claim for claim in [*claims, *carried]}
        form.claims.choices = [SelectChoice(claim.public_id, claim.words) for claim in form.known.values()]
        return form

    @property
    def chosen(self) -> list[Claim]:
        return [self.known[each] for each in dict.fromkeys(self.claims.data or ()) if each in self.known]


class MembersForm(Form):
    """Who signs for a function."""

    member = SelectMultipleField("People")

    @classmethod
    def among(cls, people: list[User]) -> Self:
        form = cls()
        form.people = {each.public_id: each for each in people}
        form.member.choices = [SelectChoice(each.public_id, each.name) for each in people]
        return form

    @property
    def chosen(self) -> list[User]:
        return [self.people[each] for each in dict.fromkeys(self.member.data or ()) if each in self.people]


def _data(claim: Claim) -> dict[str, str]:
    return {
        "words": claim.words,
        "evidence": claim.evidence,
        "rival": claim.rival.public_id if claim.rival else "",
        "function": claim.function.public_id if claim.function else "",
        "owner": claim.owner.public_id if claim.owner else "",
    }


def _with(terms: list[Term], held: Term | None) -> list[Term]:
    return terms if held is None or held in terms else [*terms, held]


def _with_owner(people: list[User], held: User | None) -> list[User]:
    return people if held is None or held in people else [*people, held]


def _choices(terms: list[Term]) -> list[SelectChoice]:
    return [SelectChoice(term.public_id, term.name) for term in terms]
