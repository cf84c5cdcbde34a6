"""What to do to the pieces that were ticked."""

from typing import Any

from wtforms import HiddenField, SelectField, SelectMultipleField
from wtforms.fields.choices import SelectChoice

from app.auth.queries import active_users
from app.library.models import BUYERS, INTERNAL
from app.library.tagging import Change
from app.vocabulary.models import FACETS, KIND, Term
from app.vocabulary.queries import all_terms
from app.web.forms import Form
from app.web.library.form_fields import people_choices, term_choices

TAGGED = (*FACETS, KIND)
AUDIENCES = ((BUYERS, "Buyers can see it"), (INTERNAL, "Internal only"))
AS_IT_IS = SelectChoice(value="", label="Leave as it is")


class TagForm(Form):
    item = SelectMultipleField("Pieces", validate_choice=False)
    role = SelectMultipleField()
    stage = SelectMultipleField()
    kind = SelectMultipleField()
    rival = SelectMultipleField()
    issue = SelectMultipleField()
    objective = SelectMultipleField()
    audience = SelectField("Safe to share?", default="")
    owner = SelectField("Owner", default="")
    next = HiddenField()

    def __init__(self, **given: Any) -> None:
        super().__init__(**given)
        self.known = all_terms()
        self.people = {user.public_id: user for user in active_users()}
        for facet in TAGGED:
            self[facet].choices = term_choices(self.known[facet])
        self.audience.choices = [AS_IT_IS, *(SelectChoice(value=value, label=label) for value, label in AUDIENCES)]
        self.owner.choices = [AS_IT_IS, *people_choices(list(self.people.values()))]

    @property
    def items(self) -> list[str]:
        """The public ids of the pieces that were ticked."""
        return [each[:24] for each in self.item.data or [] if "\x00" not in each]

    @property
    def groups(self) -> list[tuple[str, list[dict[str, Any]]]]:
        """The lists and what can be ticked in each: (name, options)."""
        return [(name, self._options(name)) for name in TAGGED]

    def change(self, act: str) -> Change:
        """What is asked: terms put on or taken off, and in both cases the audience and the owner."""
        terms = tuple(self._ticked())
        put = {"remove": terms} if act == "remove" else {"add": terms}
        return Change(**put, audience=self.audience.data or None, owner=self.people.get(self.owner.data or ""))

    def _ticked(self) -> list[Term]:
        ticked = {public_id for facet in TAGGED for public_id in self[facet].data or ()}
        return [term for facet in TAGGED for term in self.known[facet] if term.public_id in ticked]

    def _options(self, name: str) -> list[dict[str, Any]]:
        ticked = self[name].data or ()
        return [
            {"value": each.public_id, "label": each.name, "checked": each.public_id in ticked}
            for each in self.known[name]
        ]
