"""Reps see pages and minutes: no picture may say seconds."""

import pytest

from app.web.pictures.words import ago, fit, minutes, text_width


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0, "not read"), (1, "under a minute"), (59, "under a minute"), (60, "about 1 min"), (89, "about 1 min"),
     (91, "about 2 min"), (262, "about 4 min")],
)  # fmt: skip
def test_reading_time_is_said_in_minutes(seconds: float, said: str) -> None:
    assert minutes(seconds) == said


def test_days_are_said_as_people_say_them() -> None:
    assert [ago(0.3), ago(1.2), ago(6)] == ["today", "yesterday", "6 days ago"]


def test_long_words_end_in_an_ellipsis_and_fit() -> None:
    short = fit("Maximiliane Featherstonehaugh-Vandenberg", 90, 13)
    assert short.endswith("…")
    assert text_width(short, 13) <= 90
    assert fit("Jun Takeda", 90, 13) == "Jun Takeda"
