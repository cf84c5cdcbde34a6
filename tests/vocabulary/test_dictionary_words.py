"""What may be typed into the dictionary."""

import pytest

from app.core.errors import Refused
from app.vocabulary.defining import Facts


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("label", ""), ("label", "\x00\u202e"), ("label", "!!!"), ("label", "x" * 41), ("label", "x" * 10_000),
        ("label", "<b>account</b>"), ("label", "piece|pieces"), ("label", "Send {items}"), ("plural", "x" * 41),
        ("marketing_words", "\n".join(f"word {n}" for n in range(13))), ("sales_words", "y" * 10_000),
        ("sales_words", "fine, <script>"),
    ],
)  # fmt: skip
def test_bad_words_are_refused_beside_their_field(field: str, typed: str) -> None:
    given = {"label": "a", "plural": "", "definition": "", "marketing_words": "", "sales_words": "", field: typed}
    with pytest.raises(Refused) as refusal:
        Facts.clean(**given)
    assert refusal.value.field == field


def test_words_are_cleaned() -> None:
    clean = Facts.clean(" total  cost\x00 ", "", "a\x00b", "TCO,tco; Tco\n\ncost in all", "")
    assert (clean.label, clean.definition) == ("total cost", "ab")
    assert len(clean.marketing_words) == 2
