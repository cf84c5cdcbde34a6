"""Taking people into an account from a CSV file: kept until its columns are confirmed, then row by row.

A row is a person to add, news about one that is known (by e-mail, in any letter case), or a row that cannot be
taken: that one is kept, with the reason, until somebody mends or drops it. An empty cell never blanks what is known.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import delete

from app.accounts.csv_columns import check_columns
from app.accounts.csv_reading import Preview, look, readable
from app.accounts.csv_words import Lists, read_lists, understand
from app.accounts.editing import one_address_each
from app.accounts.matching import KnownPeople
from app.accounts.models import Account, ImportFile, ImportRow
from app.auth.models import User
from app.core import csv_files, text
from app.core.db import session
from app.core.errors import Refused

KEPT_FOR = timedelta(days=1)


@dataclass
class Report:
    """What an import did; `bad` rows are kept."""

    added: int = 0
    updated: int = 0
    unchanged: int = 0
    bad: list[ImportRow] = field(default_factory=list)


def receive(user: User, account: Account, at: datetime, *, file_name: str, raw: bytes) -> ImportFile:
    """Keeps an uploaded file until its columns are confirmed. Raises Refused for one that holds no list of people."""
    content = readable(raw)
    look(content)
    # Whoever walks away from the mapping page leaves a file behind; the next upload clears it away.
    session.execute(
        delete(ImportFile).where(
            ((ImportFile.uploader_id == user.id) & (ImportFile.account_id == account.id))
            | (ImportFile.created_at < at - KEPT_FOR)
        )
    )
    kept = ImportFile(
        account_id=account.id,
        uploader_id=user.id,
        file_name=text.one_line(file_name) or "people.csv",
        content=content,
        created_at=at,
    )
    session.add(kept)
    session.flush()
    return kept


def preview(kept: ImportFile) -> Preview:
    """What the mapping page shows."""
    return look(kept.content)


def take(kept: ImportFile, account: Account, columns: Mapping[int, str], at: datetime) -> Report:
    """Adds and updates people; keeps bad rows and lets the file go. Raises Refused for columns that make no sense."""
    rows = csv_files.numbered_rows(kept.content)
    _, headings = next(rows)
    chosen = check_columns(columns, len(headings or []))
    _forget_earlier(account, kept.file_name)
    report, people, lists = Report(), KnownPeople(account), read_lists()
    with one_address_each(), session.no_autoflush:
        for line, cells in rows:
            row = _cells_of(cells, chosen)
            try:
                _refuse_unreadable(cells, len(headings or []))
                _take_row(row, line, people, lists, at, report)
            except Refused as refusal:
                report.bad.append(_keep(account, kept.file_name, line, row, refusal.reason, at))
        session.delete(kept)
        session.flush()
    return report


def retry(account: Account, row: ImportRow, cells: Mapping[str, str], at: datetime) -> Report:
    """Takes a mended row, and drops it when that works. Raises Refused, the mended text kept on the row."""
    row.cells = {name: cells.get(name, "")[:10_000] for name in row.cells}
    report = Report()
    try:
        _take_row(row.cells, row.line, KnownPeople(account), read_lists(), at, report)
    except Refused as refusal:
        row.reason = refusal.reason[:300]
        raise
    session.delete(row)
    session.flush()
    return report


def drop(account: Account, rows: Iterable[ImportRow] | None = None) -> None:
    """Forgets rows that could not be taken; all of the account when none are named."""
    if rows is None:
        session.execute(delete(ImportRow).where(ImportRow.account_id == account.id))
        return
    for row in rows:
        session.delete(row)
    session.flush()


def _forget_earlier(account: Account, file_name: str) -> None:
    """The same file taken again brings its bad rows along; those of last time would stand there twice."""
    session.execute(delete(ImportRow).where(ImportRow.account_id == account.id, ImportRow.file_name == file_name))


def _cells_of(cells: list[str] | None, columns: Mapping[int, str]) -> dict[str, str]:
    """A row by field. Name and e-mail are there even when no column holds them, so that a row can be mended."""
    held = cells or []
    row = {"email": ""} if {"first_name", "last_name"} & set(columns.values()) else {"name": "", "email": ""}
    return row | {name: held[column][:10_000] if column < len(held) else "" for column, name in columns.items()}


def _refuse_unreadable(cells: list[str] | None, width: int) -> None:
    if cells is None:
        raise Refused("This row is too long or too broken to read: a quotation mark is probably missing.")
    if any(cell.strip() for cell in cells[width:]):
        raise Refused(f"This row has {len(cells)} cells under {width} headings: a comma is probably not quoted.")


def _take_row(
    cells: Mapping[str, str], line: int, people: KnownPeople, lists: Lists, at: datetime, report: Report
) -> None:
    outcome = people.take(understand(cells, lists), line, at)
    setattr(report, outcome, getattr(report, outcome) + 1)


def _keep(account: Account, file_name: str, line: int, cells: dict[str, str], reason: str, at: datetime) -> ImportRow:
    kept = ImportRow(
        account_id=account.id, file_name=file_name, line=line, cells=cells, reason=reason[:300], created_at=at
    )
    session.add(kept)
    return kept
