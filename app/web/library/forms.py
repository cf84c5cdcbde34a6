"""What a marketer types about a piece."""

from collections.abc import Sequence
from typing import Any

from flask_wtf.file import FileField
from wtforms import RadioField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length

from app.core.errors import Refused
from app.library.models import BUYERS, INTERNAL, Asset
from app.library.telling import ADVICE_LIMIT, SUMMARY_LIMIT
from app.vocabulary.models import FACETS, Term
from app.vocabulary.queries import all_terms
from app.web.forms import Form

AUDIENCES = {
    BUYERS: ("Buyers can see it", "Links and downloads, once it is published"),
    INTERNAL: ("Internal only", "Battlecards, talk tracks. Cannot be sent"),
}


class PieceForm(Form):
    """What every piece has, however its content comes."""

    title = StringField("Title, as a buyer would read it", [Length(max=200, message="Use at most 200 characters.")])
    summary = StringField(
        "One line for the rep", [Length(max=SUMMARY_LIMIT, message=f"Keep it to {SUMMARY_LIMIT} characters.")]
    )
    role = SelectMultipleField("Who is it for?")
    stage = SelectMultipleField("At which stage does it help?")
    rival = SelectMultipleField("What is it up against?")
    issue = SelectMultipleField("Which issue does it speak to?")
    objective = SelectMultipleField("What should it do?")
    use_when = TextAreaField(
        "Use it when", [Length(max=ADVICE_LIMIT, message=f"Keep it to {ADVICE_LIMIT:,} characters.")]
    )
    say = TextAreaField(
        "What to say with it", [Length(max=ADVICE_LIMIT, message=f"Keep it to {ADVICE_LIMIT:,} characters.")]
    )
    audience = RadioField(
        "Safe to share?",
        [DataRequired("Say who may see it.")],
        choices=[(value, words[0]) for value, words in AUDIENCES.items()],
        default=BUYERS,
    )

    def __init__(self, asset: Asset | None = None, **given: Any) -> None:
        chosen = {facet: [term.public_id for term in asset.terms_of(facet)] for facet in FACETS} if asset else {}
        super().__init__(obj=asset, data=chosen, **given)
        self.known = all_terms()
        for facet in FACETS:
            self[facet].choices = [(term.public_id, term.name) for term in self.known[facet]]

    @property
    def terms(self) -> list[Term]:
        """The terms that were ticked."""
        ticked = {public_id for facet in FACETS for public_id in self[facet].data or ()}
        return [term for terms in self.known.values() for term in terms if term.public_id in ticked]

    @property
    def stages(self) -> Sequence[dict[str, Any]]:
        """The stages as `stagepick` takes them."""
        ticked = self.stage.data or ()
        return [
            {"value": term.public_id, "label": term.name, "hint": term.hint, "checked": term.public_id in ticked}
            for term in self.known["stage"]
        ]

    def facts(self) -> dict[str, Any]:
        """The arguments that `publishing.write` and `publishing.upload` share."""
        typed = {name: self[name].data or "" for name in ("title", "summary", "audience", "use_when", "say")}
        return {**typed, "terms": self.terms}

    def show(self, refusal: Refused) -> None:
        """Puts a refusal beside the field that it is about."""
        field = self._fields.get(refusal.field or "")
        if field is None:
            self.form_errors.append(refusal.reason)
        else:
            field.errors = [*field.errors, refusal.reason]


class WriteForm(PieceForm):
    source = TextAreaField("Text", description="Markdown. Each ## heading begins a new page.")


class UploadForm(PieceForm):
    file = FileField("File")
