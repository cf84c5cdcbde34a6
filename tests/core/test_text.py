"""What people type, made safe to show and to compare."""

from hypothesis import given
from hypothesis import strategies as st

from app.core import text


def test_control_and_direction_marks_are_gone() -> None:
    assert text.tidy(" Ada\x00\u202e\u2066 Lovelace\u2028 ") == "Ada Lovelace"


def test_a_million_combining_marks_become_three() -> None:
    assert text.one_line("a" + "\u0301" * 1_000_000) == "á\u0301\u0301\u0301"


def test_one_name_has_one_slug_in_any_script() -> None:
    assert text.slug("Éclair  & Co") == text.slug("eclair co") == "eclair-co"
    assert text.slug("日本") != text.slug("中国")
    assert text.slug("!!!") == "untitled"


def test_initials() -> None:
    assert text.initials("Mei-Lin Chao") == "MC"
    assert text.initials("Cher") == "C"
    assert text.initials("  ") == "?"
    assert text.initials("(x) 2nd") == "2"


@given(st.text(max_size=300))
def test_one_line_is_one_line_and_settles(value: str) -> None:
    once = text.one_line(value)
    assert "\n" not in once
    assert len(once) <= 200
    assert text.one_line(once) == once
