"""The text of a PDF comes in the paragraphs that a reader sees; a phone shows nothing else of it."""

from pathlib import Path

import pytest

from tests.documents import pdfs
from tests.documents.test_documents import opened

LONG = "The quick brown fox jumps over the lazy dog and then it"
SHORT = "sleeps by the fire."


def paragraphs(folder: Path, *lines: tuple[float, float, float, str]) -> list[str]:
    """What is read from lines given as (size, x, y, words)."""
    drawn = "".join(f"BT /F1 {size} Tf {x} {y} Td ({words}) Tj ET\n" for size, x, y, words in lines)
    found = opened(pdfs.a_pdf(["x"], content=drawn.encode("latin-1")), folder)["pages"][0]["text"]
    assert "\r" not in found
    return found.split("\n\n")


def test_wrapped_lines_are_joined_and_a_gap_begins_a_paragraph(tmp_path: Path) -> None:
    found = paragraphs(
        tmp_path,
        (12, 72, 700, LONG), (12, 72, 684, LONG), (12, 72, 668, SHORT), (12, 72, 640, LONG), (12, 72, 624, SHORT),
    )  # fmt: skip
    assert found == [f"{LONG} {LONG} {SHORT}", f"{LONG} {SHORT}"]


def test_a_heading_stands_alone_though_nothing_parts_it_from_its_text(tmp_path: Path) -> None:
    found = paragraphs(tmp_path, (16, 72, 700, "A heading"), (12, 72, 684, LONG), (12, 72, 668, SHORT))
    assert found == ["A heading", f"{LONG} {SHORT}"]


def test_a_line_that_ends_early_ends_its_paragraph(tmp_path: Path) -> None:
    found = paragraphs(tmp_path, (12, 72, 700, LONG), (12, 72, 684, SHORT), (12, 72, 668, LONG), (12, 72, 652, SHORT))
    assert found == [f"{LONG} {SHORT}", f"{LONG} {SHORT}"]


def test_each_item_of_a_list_is_a_paragraph(tmp_path: Path) -> None:
    found = paragraphs(
        tmp_path, (12, 72, 700, "\x95 " + LONG), (12, 81, 684, SHORT), (12, 72, 668, "1. " + LONG), (12, 72, 652, SHORT)
    )  # fmt: skip
    assert found[1:] == [f"1. {LONG} {SHORT}"]
    assert found[0].endswith(f"{LONG} {SHORT}")


def test_columns_do_not_run_into_each_other(tmp_path: Path) -> None:
    left = [(12.0, 72.0, 700.0 - 16 * row, f"Left column row {row}") for row in range(3)]
    right = [(12.0, 350.0, 700.0 - 16 * row, f"Right column row {row}") for row in range(3)]
    assert len(paragraphs(tmp_path, *left, *right)) == 2


def test_a_word_broken_at_the_end_of_a_line_is_one_word(tmp_path: Path) -> None:
    found = paragraphs(tmp_path, (12, 72, 700, LONG + " cold-"), (12, 72, 684, "chain " + SHORT))
    assert found == [f"{LONG} cold-chain {SHORT}"]


def test_the_labels_of_a_chart_are_one_paragraph(tmp_path: Path) -> None:
    labels = [(9.0, 72.0 + 60 * number, 500.0 + 31 * number, f"{number}k") for number in range(5)]
    assert paragraphs(tmp_path, (12, 72, 700, LONG), *labels) == [LONG, "0k 1k 2k 3k 4k"]


@pytest.mark.parametrize(
    "content", [b"", b"BT /F1 0 Tf 72 700 Td (none) Tj ET", b"BT /F1 12 Tf 0 1 -1 0 72 72 Tm (up) Tj ET"]
)
def test_odd_pages_are_read_without_a_fuss(tmp_path: Path, content: bytes) -> None:
    assert opened(pdfs.a_pdf(["x"], content=content), tmp_path)["pages"][0]["text"] in ("", "none", "up")


def test_a_page_of_very_many_lines_is_read_soon(tmp_path: Path) -> None:
    lines = "".join(f"BT /F1 1 Tf 72 {1 + number * 0.02:.2f} Td (a) Tj ET\n" for number in range(30_000))
    assert opened(pdfs.a_pdf(["x"], content=lines.encode()), tmp_path)["pages"][0]["text"]


def test_the_starter_papers_read_as_they_were_written(tmp_path: Path) -> None:
    folder = Path(__file__).resolve().parents[2] / "content" / "starter" / "business-case"
    page = opened((folder / "payback-in-11-months.pdf").read_bytes(), tmp_path)["pages"][2]["text"].split("\n\n")
    assert page[1] == "What waiting costs"
    assert "What waiting buys you" in page
    assert page[2] == "Doing nothing feels free because nobody sends an invoice for it. Here is the invoice."
    assert "One month €6,000 €60,000 €228,000" in page
