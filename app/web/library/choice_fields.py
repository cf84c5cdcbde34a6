"""Choices that survive a list that changed while somebody typed: the rest of the form stays as it was."""

from typing import Any

from wtforms import RadioField, SelectField, SelectMultipleField, ValidationError


class Several(SelectMultipleField):
    """What is ticked of a list; what is in it no more is said, and left out."""

    data: list[str] | None

    def pre_validate(self, form: Any) -> None:
        known = {each.value for each in self.choices}
        ticked = list(self.data or ())
        self.data = kept = [each for each in ticked if each in known]
        if len(kept) < len(ticked):
            raise ValidationError(
                "Something you had ticked is not in this list any more: it was merged, or taken out of use. Look again."
            )


class OneOf(RadioField):
    """The same for one of a list."""

    data: str | None

    def pre_validate(self, form: Any) -> None:
        if self.data not in {each.value for each in self.choices}:
            self.data = ""
            raise ValidationError(
                "What you had chosen is not in this list any more: it was merged, or taken out of use. Look again."
            )


class Person(SelectField):
    """Somebody of a list, who may have left meanwhile."""

    def pre_validate(self, form: Any) -> None:
        if self.data not in {each.value for each in self.choices}:
            raise ValidationError("Whoever you had chosen cannot sign in any more. Choose somebody else.")
