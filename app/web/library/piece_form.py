"""What every piece is asked for, however its content comes."""

from typing import Any

from wtforms import HiddenField, RadioField, StringField, TextAreaField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import DataRequired, ValidationError

from app.auth.models import User
from app.auth.queries import active_users
from app.claims.models import Claim
from app.core import clock
from app.core.errors import Refused
from app.library import drafting
from app.library.facts import ADVICE_LIMIT, NOTE_LIMIT, SUMMARY_LIMIT, Facts, is_internal_only
from app.library.models import BUYERS, INTERNAL, OURS, Asset
from app.library.picking import piece_named
from app.vocabulary import wording
from app.vocabulary.models import FACETS, KIND, RISK, RIVAL, STAGE, Term
from app.vocabulary.queries import all_terms, find_named
from app.web.forms import Form
from app.web.guards import me
from app.web.library import form_fields
from app.web.library.choice_fields import OneOf, Person, Several
from app.web.library.form_beginning import DAYS, PLAIN, chosen, owners
from app.web.library.form_fields import NOTHING, DayField, at_most
from app.web.refusing import refuse

AUDIENCES = {
    BUYERS: ("Buyers can see it", "Links and downloads, once it is published"),
    INTERNAL: ("Internal only", "Battlecards, talk tracks. Cannot be sent"),
}


class PieceForm(Form):
    """What every piece has, however its content comes. `edits` is the count of saves that the writer began from."""

    way = drafting.UPLOAD
    title = StringField("Title, as a buyer would read it", [at_most(200)])
    summary = StringField("One line for the rep", [at_most(SUMMARY_LIMIT)])
    role = Several("Who is it for?")
    stage = Several("At which stage does it help?")
    rival = Several("What is it up against?")
    new_rival = StringField("Its name", [at_most(60)])
    issue = Several("Which issue does it speak to?")
    objective = Several("What should it do?")
    kind = OneOf("What kind of piece is it?", default="")
    risk = Several("Which risk points does it answer?")
    bait = Several("Which risk points does reading it give away?")
    claims = Several("Which facts does it state?")
    states = HiddenField(default="1")
    provenance = RadioField("Whose word is it?", choices=form_fields.source_choices(), default=OURS)
    source_name = StringField("Source", [at_most(200)])
    source_on = DayField("Published on")
    use_when = TextAreaField("Use it when", [at_most(ADVICE_LIMIT)])
    say = TextAreaField("What to say with it", [at_most(ADVICE_LIMIT)])
    audience = RadioField(
        "Safe to share?",
        [DataRequired("Say who may see it.")],
        choices=[SelectChoice(value=value, label=words[0]) for value, words in AUDIENCES.items()],
        default=BUYERS,
    )
    owner = Person("Owner")
    review_by = DayField("Check it again by")
    expires_on = DayField("Do not send after")
    replaced_by = StringField("Replaced by", [at_most(500)])
    note = StringField("What changed in this version", [at_most(NOTE_LIMIT)])
    reviewer = Several("Who should look at it first?")
    edits = HiddenField()
    form_key = HiddenField()

    def __init__(self, asset: Asset | None = None, **given: Any) -> None:
        self.asset, self.known, self.people = asset, all_terms(), active_users()
        super().__init__(data=chosen(asset), **given)
        for facet in (*FACETS, RISK):
            self[facet].choices = form_fields.term_choices(self.known[facet])
        self.rival.choices = [*self.rival.choices, SelectChoice(value=NOTHING, label="Nothing in particular")]
        self.kind.choices = [*form_fields.term_choices(self.known[KIND]), SelectChoice(value="", label="None of these")]
        self.bait.choices = self.risk.choices
        self.carriable = form_fields.carriable(me(), asset)
        self.claims.choices = [SelectChoice(value=each.public_id, label=each.words) for each in self.carriable]
        self.owner.choices = form_fields.people_choices(owners(self.people, asset))
        self.reviewer.choices = form_fields.people_choices([each for each in self.people if each.id != me().id])

    def validate_rival(self, field: Several) -> None:
        named = [each for each in field.data or () if each != NOTHING] or (self.new_rival.data or "").strip()
        if NOTHING in (field.data or ()) and named:
            raise ValidationError("Choose what it is up against, or “Nothing in particular”, not both.")

    def validate_review_by(self, field: DayField) -> None:
        form_fields.not_past(field.data, self.asset.review_by if self.asset else None, clock.now().date())

    def validate_expires_on(self, field: DayField) -> None:
        form_fields.not_past(field.data, self.asset.expires_on if self.asset else None, clock.now().date())

    def validate_source_on(self, field: DayField) -> None:
        if field.data is not None and field.data > clock.now().date():
            raise ValidationError("That day has not come yet.")

    @property
    def terms(self) -> list[Term]:
        """The terms that were ticked, and those it carries that have since been taken out of use."""
        ticked = {each for facet in (*FACETS, RISK) for each in self[facet].data or ()} | {self.kind.data}
        kept = [term for term in self.asset.terms if term.retired_at] if self.asset else []
        return [term for terms in self.known.values() for term in terms if term.public_id in ticked] + kept

    @property
    def began(self) -> int | None:
        """The count of saves that this form was opened at; None when it does not say."""
        typed = self.edits.data or ""
        return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else None

    def facts(self, *, title: str = "", adding: bool = False) -> Facts:
        """What is said about the piece; with `adding`, a new competitor joins the vocabulary. Raises Refused.

        `title` is taken where none was typed.
        """
        typed: dict[str, Any] = {name: self[name].data or "" for name in PLAIN} | {
            name: self[name].data for name in DAYS
        }
        lured = [term for term in self.known[RISK] if term.public_id in (self.bait.data or ())]
        owner = next((each for each in self.people if each.public_id == self.owner.data), None)
        replaced_by = piece_named(me(), self.replaced_by.data or "", "replaced_by")
        typed["title"] = (typed["title"] or "").strip() or title
        terms = [*self.terms, *(self._added_rival() if adding else [])]
        return Facts.clean(
            **typed, terms=terms, bait=lured, owner=owner, replaced_by=replaced_by, claims=self._stated()
        )

    @property
    def is_internal(self) -> bool:
        """Whether buyers are kept from it, by its kind if not by what was said."""
        return self.audience.data == INTERNAL or is_internal_only(self.terms)

    @property
    def stages(self) -> list[dict[str, Any]]:
        """The stages as `stagepick` takes them."""
        ticked = self.stage.data or ()
        return [
            {"value": term.public_id, "label": term.name, "hint": term.hint, "checked": term.public_id in ticked}
            for term in self.known[STAGE]
        ]

    @property
    def internal_kinds(self) -> str:
        """The kinds that keep a piece from buyers, in words."""
        names = [term.name for term in self.known[KIND] if term.is_internal]
        return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)

    @property
    def sources(self) -> dict[str, str]:
        return form_fields.SOURCES

    @property
    def reviewers(self) -> list[User]:
        return [each for each in self.people if each.public_id in (self.reviewer.data or ())]

    def show(self, refusal: Refused) -> None:
        """Puts a refusal beside the field that it is about."""
        refuse(self, refusal)

    def _stated(self) -> list[Claim] | None:
        """The facts that were ticked; None where the form did not show them."""
        if not any(self.states.raw_data or ()):
            return None
        return [each for each in self.carriable if each.public_id in (self.claims.data or ())]

    def _added_rival(self) -> list[Term]:
        name = (self.new_rival.data or "").strip()
        if not name:
            return []
        known = find_named(RIVAL, name)
        if known is not None and known.retired_at is None:
            return [known]
        try:
            return [wording.add_term(RIVAL, name, by=me(), at=clock.now())]
        except Refused as refusal:
            raise Refused(refusal.reason, "new_rival") from None
