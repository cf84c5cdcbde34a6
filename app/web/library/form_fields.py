"""The fields that the form of a piece adds to WTForms' own."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from wtforms import DateField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import Length, Optional

from app.auth.models import User
from app.claims.models import Claim
from app.claims.queries import claims_to_pick_for
from app.library import signing
from app.library.models import PROVENANCES, Asset
from app.vocabulary.models import Term

# Ticked among the rivals, it says that somebody has looked and found none.
NOTHING = "none"
SOURCES = {
    "ours": "We say it ourselves",
    "customer": "Somebody who bought says it",
    "analyst": "Somebody who studies the market says it",
    "third_party": "A paper, a column, a study, a standard",
}


class DayField(DateField):
    """A day, or nothing."""

    def __init__(self, label: str, **given: Any) -> None:
        super().__init__(label, [Optional()], **given)

    def process_formdata(self, valuelist: list[str]) -> None:
        try:
            super().process_formdata(valuelist)
        except ValueError:
            raise ValueError("Write it as a date, such as 2027-03-31.") from None


def at_most(limit: int) -> Length:
    """A limit with a sentence."""
    return Length(max=limit, message=f"Keep it to {limit:,} characters.")


def not_past(day: date | None, before: date | None, today: date) -> None:
    """Raises ValidationError for a day newly said that is over; one said long ago may stay as it is."""
    if day is not None and day != before and day < today:
        raise ValidationError("That day is over. Choose one to come.")


def term_choices(terms: Sequence[Term]) -> list[SelectChoice]:
    """Terms to tick, by public id."""
    return [SelectChoice(value=term.public_id, label=term.name) for term in terms]


def people_choices(people: Sequence[User]) -> list[SelectChoice]:
    """People to choose from, by public id."""
    return [SelectChoice(value=person.public_id, label=person.name) for person in people]


def carriable(user: User, asset: Asset | None) -> list[Claim]:
    """The facts that a piece can state: those in use, and those it states already."""
    held = [each.claim for each in signing.carried(asset)] if asset is not None else []
    return list({claim.id: claim for claim in [*claims_to_pick_for(user), *held]}.values())


def source_choices() -> list[SelectChoice]:
    """Whose word a piece can be."""
    return [SelectChoice(value=value, label=label) for value, label in PROVENANCES.items()]
