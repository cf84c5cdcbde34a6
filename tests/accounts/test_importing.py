"""CSV files as people really send them: what is added, updated, kept for mending, and refused as a whole."""

import time

import pytest
from sqlalchemy import Engine, select

from app.accounts import importing
from app.accounts.csv_reading import MOST_BYTES, MOST_ROWS
from app.accounts.models import Account, ImportFile, ImportRow
from app.accounts.queries import find_import_file, get_account_for, rows_to_mend
from app.core.db import session
from app.core.errors import NotFound, Refused
from tests.cast import NOW, Cast
from tests.factories import a_person, an_account

FULL = """First name,Last name,E-mail,Job title,Dept,Buying role,Influence/Say,Stance,Stage,Notes
Ingrid,Solheim,Ingrid@Fernholt.example,CFO,Finance,Budget holder,Decides,for us,Justify,"Likes numbers, and
tables"
Owen,Pryce,owen@fernholt.example,Controller,finance,Numbers checker,shapes,?,unknown,
"""


def receive(cast: Cast, text: str | bytes, file_name: str = "people.csv") -> ImportFile:
    raw = text.encode() if isinstance(text, str) else text
    return importing.receive(cast.ravi, cast.fernholt, NOW, file_name=file_name, raw=raw)


def take(cast: Cast, text: str | bytes, columns: dict[int, str] | None = None) -> importing.Report:
    """The file taken with the columns as guessed, and everything reread from the database."""
    kept = receive(cast, text)
    guesses = importing.preview(kept).guesses
    report = importing.take(kept, account_of(cast), columns if columns is not None else guesses, NOW)
    session.commit()
    return report


def account_of(cast: Cast) -> Account:
    return get_account_for(cast.ravi, cast.fernholt.public_id)


def names(cast: Cast) -> list[str]:
    session.expire_all()
    return [person.name for person in account_of(cast).people]


def test_headings_are_understood_by_their_synonyms(db: Engine, cast: Cast) -> None:
    assert importing.preview(receive(cast, FULL)).guesses == {
        0: "first_name", 1: "last_name", 2: "email", 3: "title", 4: "department", 5: "role", 6: "say", 7: "stance",
        8: "stage", 9: "note",
    }  # fmt: skip
    assert importing.preview(receive(cast, "Full Name;EMAIL ADDRESS;x\nA;a@a.example;1\n")).guesses == {
        0: "name", 1: "email",
    }  # fmt: skip


def test_people_are_added_with_all_their_facts(db: Engine, cast: Cast) -> None:
    report = take(cast, FULL)
    assert (report.added, report.updated, report.bad) == (2, 0, [])
    ingrid, owen = account_of(cast).people[1:]
    assert ingrid.role is not None
    assert ingrid.stage is not None
    assert ingrid.department is not None
    assert (ingrid.name, ingrid.email, ingrid.title) == ("Ingrid Solheim", "ingrid@fernholt.example", "CFO")
    assert (ingrid.role.name, ingrid.say, ingrid.stance, ingrid.stage.name) == (
        "Budget holder",
        "decides",
        "for",
        "Justify",
    )
    assert ingrid.note == "Likes numbers, and\ntables"
    assert (owen.department, owen.stage, owen.stance) == (ingrid.department, None, "undecided")
    assert session.scalar(select(ImportFile)) is None


def test_importing_again_updates_by_e_mail_and_blanks_nothing(db: Engine, cast: Cast) -> None:
    take(cast, FULL)
    report = take(cast, "E-mail,Name,Title,Say,Stance\nINGRID@fernholt.example,Ingrid S. Solheim,,,against\n")
    assert (report.added, report.updated) == (0, 1)
    session.expire_all()
    ingrid = account_of(cast).people[1]
    assert (ingrid.name, ingrid.title, ingrid.say, ingrid.stance) == ("Ingrid S. Solheim", "CFO", "decides", "against")
    again = take(cast, FULL.replace("for us", "against").replace("Solheim", "S. Solheim", 1))
    assert (again.added, again.updated, again.unchanged) == (0, 0, 2)


def test_a_known_address_alone_is_enough(db: Engine, cast: Cast) -> None:
    assert take(cast, "email,title\nbea@fernholt.example,Head of buying\n").updated == 1
    report = take(cast, "email,title\nnobody@fernholt.example,Head of buying\n")
    assert [row.reason for row in report.bad] == ["There is no name, and nobody here has this e-mail yet."]


def test_people_without_an_address_are_known_by_name(db: Engine, cast: Cast) -> None:
    text = "Name,Title\nLena Fischer,Legal\n"
    assert take(cast, text).added == 1
    assert take(cast, text).unchanged == 1
    assert take(cast, "Name,E-mail\nlena fischer,lena@fernholt.example\n").updated == 1
    report = take(cast, "Name,Title\nBea Baker,Buyer\n")
    assert "Add the e-mail" in report.bad[0].reason
    assert names(cast) == ["Bea Baker", "lena fischer"]


def test_bad_rows_are_kept_with_line_and_reason(db: Engine, cast: Cast) -> None:
    report = take(
        cast,
        "Name,E-mail,Buying role,Say,Stance,Stage,Department\n"
        "Ann,not-an-address,,,,,\n"
        "Bob,bob@a.example,Wizard,,,,\n"
        "\n"
        "Cas,cas@a.example,,rules,,,\n"
        "Dan,dan@a.example,,,,Someday,\n"
        ",,,,,,Finance\n"
        "Eve,eve@a.example,,,,,,,extra\n"
        f"{'F' * 201},f@a.example,,,,,\n"
        "Gus,gus@a.example,,,,,\n"
        "Gus Again,GUS@a.example,,,,,\n",
    )
    assert report.added == 1
    told = {row.line: row.reason for row in report.bad}
    assert list(told) == [2, 3, 5, 6, 7, 8, 9, 11]
    assert told[2].startswith("This is not an e-mail address")
    assert told[3] == "There is no buying role called “Wizard”."
    assert "“rules” is no say we know" in told[5]
    assert told[6] == "There is no stage called “Someday”."
    assert told[7].startswith("There is no name")
    assert "9 cells under 7 headings" in told[8]
    assert told[9] == "The name is longer than 200 characters."
    assert told[11] == "The same e-mail as line 10."
    rows, total = rows_to_mend(cast.fernholt, 3)
    assert ([row.line for row in rows], total) == ([2, 3, 5], 8)


def test_a_bad_row_is_mended_tried_again_and_gone(db: Engine, cast: Cast) -> None:
    row = take(cast, "Name,E-mail\nAnn,ann.example\n").bad[0]
    with pytest.raises(Refused):
        importing.retry(account_of(cast), row, {"name": "Ann", "email": "ann@"}, NOW)
    assert row.cells == {"name": "Ann", "email": "ann@"}
    importing.retry(account_of(cast), row, {"name": "Ann", "email": "ann@a.example", "say": "decides"}, NOW)
    session.commit()
    assert names(cast) == ["Bea Baker", "Ann"]
    assert rows_to_mend(cast.fernholt) == ([], 0)


def test_a_row_of_a_file_without_names_can_be_given_one(db: Engine, cast: Cast) -> None:
    row = take(cast, "E-mail,Title\nann@a.example,CFO\n").bad[0]
    assert row.cells == {"name": "", "email": "ann@a.example", "title": "CFO"}
    importing.retry(account_of(cast), row, {**row.cells, "name": "Ann"}, NOW)
    assert names(cast) == ["Bea Baker", "Ann"]


def test_bad_rows_are_dropped_one_by_one_or_all(db: Engine, cast: Cast) -> None:
    report = take(cast, "Name,E-mail\nA,a\nB,b\nC,c\n")
    importing.drop(cast.fernholt, [report.bad[0]])
    assert rows_to_mend(cast.fernholt)[1] == 2
    importing.drop(cast.fernholt)
    assert rows_to_mend(cast.fernholt)[1] == 0


def test_the_same_file_again_does_not_keep_its_bad_rows_twice(db: Engine, cast: Cast) -> None:
    take(cast, "Name,E-mail\nA,a\n")
    take(cast, "Name,E-mail\nA,a\n")
    assert rows_to_mend(cast.fernholt)[1] == 1


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_encodings(db: Engine, cast: Cast, encoding: str) -> None:
    assert take(cast, "Name,E-mail\nZoë Müller,zoe@a.example\n".encode(encoding)).added == 1
    assert names(cast)[-1] == "Zoë Müller"


@pytest.mark.parametrize(
    "text",
    [
        "Name;E-mail\nAnn Lee;ann@a.example\n",
        "Name\tE-mail\r\nAnn Lee\tann@a.example\r\n",
        "Name,E-mail\rAnn Lee,ann@a.example\r",
        "sep=|\nName|E-mail\nAnn Lee|ann@a.example\n",
        '\n\n"Name","E-mail"\n"Ann Lee","ann@a.example"',
        "Name,E-mail\nAnn Lee,ann@a.example",
        "Name,E-mail\nAnn\x00 Lee,ann@a.example\n",
    ],
)
def test_delimiters_line_ends_and_quotes(db: Engine, cast: Cast, text: str) -> None:
    assert take(cast, text).added == 1
    assert names(cast)[-1] == "Ann Lee"


def test_a_quote_that_never_closes_loses_nothing_silently(db: Engine, cast: Cast) -> None:
    report = take(cast, 'Name,E-mail\nAnn,ann@a.example\n"Bob,bob@a.example\nCas,cas@a.example\n')
    assert report.added == 1
    assert [(row.line, row.reason) for row in report.bad] == [
        (3, "A cell runs over several lines: a quotation mark is probably missing.")
    ]
    assert "cas@a.example" in report.bad[0].cells["name"]


def test_a_row_too_long_to_read_is_named(db: Engine, cast: Cast) -> None:
    report = take(cast, f"Name,E-mail\nAnn,ann@a.example\n{'x' * 1_100_000},x@a.example\nBob,bob@a.example\n")
    assert report.added == 2
    assert [row.line for row in report.bad] == [3]
    assert "too long" in report.bad[0].reason


def test_a_very_long_row_keeps_what_a_form_can_show(db: Engine, cast: Cast) -> None:
    report = take(cast, f"Name,E-mail\n{'x' * 500_000},x@a.example\n")
    assert len(report.bad[0].cells["name"]) == 10_000


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "nothing to read"),
        (b"\n\n \n", "nothing to read"),
        (b"Name,E-mail\n", "no people below"),
        (b"PK\x03\x04....", "Excel workbook"),
        (b"%PDF-1.7", "not a CSV"),
        (b"Ann,ann@a.example\nBob,bob@a.example\n", "headings"),
        (b"," * 5000 + b"\n" + b"a," * 5000, "columns"),
        (b"x" * (MOST_BYTES + 1), "larger than 5 MB"),
        (b"Name,E-mail\n" + b"".join(b"A%d,a%d@a.example\n" % (n, n) for n in range(100_000)), "100,000 people"),
    ],
)  # fmt: skip
def test_files_that_are_refused_as_a_whole(db: Engine, cast: Cast, raw: bytes, said: str) -> None:
    with pytest.raises(Refused, match=said) as refusal:
        receive(cast, raw)
    assert refusal.value.field == "file"
    assert session.scalar(select(ImportFile)) is None


def test_the_largest_file_takes_seconds(db: Engine, cast: Cast) -> None:
    text = "Name,E-mail,Department\n" + "".join(f"P {n},p{n}@a.example,D{n % 9}\n" for n in range(MOST_ROWS))
    began = time.monotonic()
    assert take(cast, text).added == MOST_ROWS
    assert time.monotonic() - began < 30


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({}, "at least the column"),
        ({0: "title"}, "at least the column"),
        ({0: "name", 1: "name"}, "Two columns"),
        ({0: "owner_id"}, "from its list"),
        ({7: "name"}, "from its list"),
    ],
)
def test_columns_that_make_no_sense_are_refused_and_the_file_stays(
    db: Engine, cast: Cast, columns: dict[int, str], said: str
) -> None:
    with pytest.raises(Refused, match=said):
        take(cast, "Name,E-mail\nAnn,ann@a.example\n", columns)
    assert session.scalar(select(ImportFile)) is not None


def test_columns_can_be_chosen_and_left_out(db: Engine, cast: Cast) -> None:
    take(cast, "Shoes,E-mail,Junk\nAnn,ann@a.example,x\n", {0: "name", 1: "email", 2: ""})
    assert names(cast) == ["Bea Baker", "Ann"]


def test_a_waiting_file_is_its_uploaders_and_its_accounts(db: Engine, cast: Cast) -> None:
    kept = receive(cast, FULL)
    session.commit()
    auk = an_account(cast.ravi)
    assert find_import_file(cast.ravi, cast.fernholt, kept.public_id) is kept
    for user, account in ((cast.max, cast.fernholt), (cast.ravi, auk)):
        with pytest.raises(NotFound):
            find_import_file(user, account, kept.public_id)
    receive(cast, FULL)
    assert len(session.scalars(select(ImportFile)).all()) == 1


def test_direction_marks_and_formulas_are_only_text(db: Engine, cast: Cast) -> None:
    take(cast, "Name,E-mail,Title\n\u202eEve,eve@a.example,=cmd|calc\n")
    person = account_of(cast).people[-1]
    assert (person.name, person.title) == ("Eve", "=cmd|calc")


def test_departments_beyond_the_most_are_bad_rows(db: Engine, cast: Cast) -> None:
    report = take(cast, "Name,Dept\n" + "".join(f"P{n},Dept {n}\n" for n in range(45)))
    assert (report.added, len(report.bad)) == (40, 5)
    assert session.scalar(select(ImportRow.reason).limit(1)) == report.bad[0].reason


def test_two_of_one_name_are_told_apart_by_address(db: Engine, cast: Cast) -> None:
    report = take(cast, "Name,E-mail\nAnn,\nAnn,\nAnn,ann@a.example\nAnn,anna@a.example\n")
    assert report.added == 3
    assert [row.line for row in report.bad] == [3]
    a_person(cast.fernholt, "Ann", email=None)
    assert "is already here" in take(cast, "Name\nAnn\n").bad[0].reason
