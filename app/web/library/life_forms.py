"""What is typed and ticked in the life of a piece."""

from wtforms import HiddenField, SelectMultipleField, TextAreaField

from app.library.reviewing import WORDS_LIMIT
from app.web.forms import Form


class ReviewersForm(Form):
    """`reviewer` holds public ids of users."""

    reviewer = SelectMultipleField("Reviewers", choices=[], validate_choice=False)


class AnswerForm(Form):
    """A reviewer's word; `seen` is the fingerprint of the version that was read."""

    words = TextAreaField("What should change?", description=f"At most {WORDS_LIMIT} characters.")
    seen = HiddenField()
