"""CSV that people send, and CSV that cannot hurt them."""

import pytest

from app.core import csv_files


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_any_encoding_is_read(encoding: str) -> None:
    assert list(csv_files.numbered_rows(csv_files.decode("Name,Té\nJosé,1\n".encode(encoding)))) == [
        (1, ["Name", "Té"]),
        (2, ["José", "1"]),
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_any_delimiter_is_read(delimiter: str) -> None:
    assert list(csv_files.numbered_rows(f"a{delimiter}b\n1{delimiter}2\n")) == [(1, ["a", "b"]), (2, ["1", "2"])]


def test_broken_quotes_and_nul_do_not_raise() -> None:
    assert list(csv_files.numbered_rows('a,b\n"open,\x00 end\nmore'))


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_a_formula_is_neutralised(cell: str) -> None:
    assert csv_files.write(["h"], [[cell]]).splitlines()[1].lstrip('"').startswith("'")
