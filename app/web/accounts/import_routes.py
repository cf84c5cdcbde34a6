"""Importing people: upload a file, say what its columns hold, take it, mend what could not be taken."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from app.accounts import importing, queries
from app.accounts.csv_columns import FIELDS
from app.accounts.csv_reading import MOST_BYTES, MOST_ROWS, Preview
from app.accounts.models import Account, ImportRow
from app.core import clock
from app.core.errors import Refused
from app.core.transaction import commit, rollback
from app.web.accounts.area import accounts
from app.web.guards import allowed, me

SHOWN = 50


@accounts.get("/accounts/<public_id>/import")
@allowed("accounts.write_own")
def import_people(public_id: str) -> str:
    """Where a file is chosen, and where rows wait that could not be taken."""
    return _page(queries.get_changeable_account_for(me(), public_id))


@accounts.post("/accounts/<public_id>/import")
@allowed("accounts.write_own")
def upload_people(public_id: str) -> Response | tuple[str, int]:
    """Keeps the file and goes on to its columns."""
    account = queries.get_changeable_account_for(me(), public_id)
    given = request.files.get("file")
    try:
        if given is None or not given.filename:
            raise Refused("Choose a CSV file.", "file")
        raw = given.stream.read(MOST_BYTES + 1)
        kept = importing.receive(me(), account, clock.now(), file_name=given.filename, raw=raw)
    except Refused as refusal:
        rollback()
        return _page(account, error=refusal.reason), 422
    commit()
    return redirect(url_for("accounts.import_columns", public_id=public_id, file_id=kept.public_id))


@accounts.route("/accounts/<public_id>/import/<file_id>", methods=["GET", "POST"])
@allowed("accounts.write_own")
def import_columns(public_id: str, file_id: str) -> Response | str | tuple[str, int]:
    """What each column holds; then the people are taken."""
    account = queries.get_changeable_account_for(me(), public_id)
    kept = queries.find_import_file(me(), account, file_id)
    seen = importing.preview(kept)
    if request.method == "GET":
        return _columns(account, kept.file_name, seen, seen.guesses)
    chosen = {column: request.form.get(f"column-{column}", "")[:40] for column in range(len(seen.headings))}
    try:
        report = importing.take(kept, account, chosen, clock.now())
    except Refused as refusal:
        rollback()
        return _columns(account, kept.file_name, seen, chosen, refusal.reason), 422
    commit()
    done: dict[str, Any] = {"added": report.added, "updated": report.updated, "same": report.unchanged}
    return redirect(url_for("accounts.import_people", public_id=public_id, bad=len(report.bad), **done))


@accounts.post("/accounts/<public_id>/import/rows/<row_id>")
@allowed("accounts.write_own")
def mend_row(public_id: str, row_id: str) -> Response | tuple[str, int]:
    """Tries a mended row again, or drops it."""
    account = queries.get_changeable_account_for(me(), public_id)
    row = queries.get_row_to_mend(account, row_id)
    line = row.line
    try:
        if request.form.get("act") == "drop":
            importing.drop(account, [row])
            flash(f"Line {line} was dropped.")
        else:
            importing.retry(account, row, request.form, clock.now())
            flash(f"Line {line} was taken.")
    except Refused:
        # The row keeps what was typed and why it still cannot be taken.
        commit()
        return _page(account, tried=row), 422
    commit()
    return redirect(url_for("accounts.import_people", public_id=public_id, _anchor="mend"))


@accounts.post("/accounts/<public_id>/import/drop")
@allowed("accounts.write_own")
def drop_rows(public_id: str) -> Response:
    """Drops every row that waits."""
    account = queries.get_changeable_account_for(me(), public_id)
    importing.drop(account)
    commit()
    flash("The rows that could not be taken were dropped.")
    return redirect(url_for("accounts.import_people", public_id=public_id))


def _page(account: Account, error: str | None = None, tried: ImportRow | None = None) -> str:
    rows, total = queries.rows_to_mend(account, SHOWN)
    counts = {name: request.args.get(name, type=int) for name in ("added", "updated", "same", "bad")}
    return render_template(
        "accounts/import.html",
        account=account,
        rows=rows,
        total=total,
        tried=tried,
        error=error,
        done=counts if counts["added"] is not None else None,
        fields=FIELDS,
        most=MOST_ROWS,
    )


def _columns(account: Account, file_name: str, seen: Preview, chosen: dict[int, str], error: str | None = None) -> str:
    return render_template(
        "accounts/import_columns.html",
        account=account,
        file_name=file_name,
        seen=seen,
        chosen=chosen,
        error=error,
        fields=FIELDS,
    )
