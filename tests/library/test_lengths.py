"""How much there is to a piece, in the words that lists, mails and covers use."""

import pytest

from app.library.lengths import length_of
from app.library.models import Version


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"media_type": "application/pdf", "page_count": 1}, "1 page"),
        ({"media_type": "application/pdf", "page_count": 1200}, "1,200 pages"),
        ({"media_type": "application/pdf", "page_count": 0}, ""),
        ({"media_type": "video/mp4", "page_count": 1, "seconds": 16}, "16 seconds"),
        ({"media_type": "video/mp4", "page_count": 1, "seconds": 125}, "about 2 minutes"),
        ({"media_type": "text/uri-list", "page_count": 1}, ""),
    ],
)
def test_length(facts: dict[str, object], said: str) -> None:
    assert length_of(Version(**facts)) == said


def test_nothing_of_nothing() -> None:
    assert length_of(None) == ""
