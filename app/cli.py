"""The `flask` commands: thin, each calls a room."""

import sys
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import AppGroup
from tqdm import tqdm

from app import mailer, worker
from app.auth import joining, queries
from app.auth.models import ROLES, User
from app.auth.permissions import may
from app.core import allocating, clock, db, migrations
from app.core.db import engine
from app.core.errors import Refused
from app.core.storage import StorageDown
from app.core.transaction import commit, rollback
from app.demo import loading
from app.exchange import exporting, importing
from app.library import keeping
from app.search import rebuilding as search_rebuilding
from app.tracking import rebuilding as tracking_rebuilding
from app.tracking import recording
from app.uploads import parts
from app.vocabulary import wording

database = AppGroup("db", help="The database schema.")
users = AppGroup("user", help="People who can sign in.")
library = AppGroup("library", help="The collateral.")
search = AppGroup("search", help="The search index.")


def register(app: Flask) -> None:
    """Adds the commands to `flask`."""
    for group in (database, users, library, search):
        app.cli.add_command(group)
    for command in (run_worker, rebuild, load_demo):
        app.cli.add_command(command)


@database.command("upgrade")
def upgrade() -> None:
    """Brings the database to the newest schema and fills an empty vocabulary."""
    migrations.upgrade(engine())
    wording.add_defaults()
    commit()
    click.echo("The database is up to date.")


@users.command("add")
@click.argument("email")
@click.option("--name", required=True)
@click.option("--role", "roles", multiple=True, type=click.Choice(ROLES), required=True)
@click.option("--password", prompt=True, hide_input=True, confirmation_prompt=True, default="", show_default=False)
def add_user(email: str, name: str, roles: tuple[str, ...], password: str) -> None:
    """Adds somebody; without a password it prints an invitation link."""
    try:
        user = joining.add_user(email, name, list(roles), clock.now())
        if password:
            joining.set_password(user, password, clock.now())
            commit()
            click.echo(f"{user.name} can sign in as {user.email}.")
        else:
            token = joining.invite(user, clock.now())
            commit()
            click.echo(f"{user.name} joins by this link, good for 7 days:\n{mailer.invitation_url(token)}")
    except Refused as refusal:
        rollback()
        raise click.ClickException(refusal.reason) from None


@library.command("import")
@click.argument("path", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--as", "email", help="Whose pieces they become; the first marketer or admin if left out.")
@click.option("--add-terms", is_flag=True, help="Adds roles, stages and facts that are not in your lists.")
def import_library(path: Path, email: str | None, add_terms: bool) -> None:
    """Takes a folder of Markdown, PDF, Office files, pictures and videos, and says what it did not take and why."""
    user = _publisher(email)
    report = importing.Report()
    most = current_app.extensions["rapport"].upload_limit_mb << 20
    outcomes = importing.import_folder(path, user, clock.now(), most_bytes=most, add_terms=add_terms)
    try:
        with tqdm(total=importing.count_files(path), unit="file", disable=not sys.stderr.isatty()) as bar:
            for outcome in outcomes:
                commit()
                report.add(outcome)
                bar.update()
    except StorageDown as error:
        rollback()
        raise click.ClickException(f"The store does not answer; run this again to go on. ({error})") from None
    worker.run_due()
    click.echo(report.words())


@library.command("export")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option(
    "--all-versions", is_flag=True, help="Older and unpublished versions too, to read; they are not imported."
)
def export_library(folder: Path, all_versions: bool) -> None:
    """Writes every piece into a new folder, or over its own last export, as `import` reads it."""
    db.begin_as(writer=False)
    report = exporting.Report()
    steps = exporting.export(folder, report, all_versions=all_versions)
    try:
        with tqdm(total=exporting.count_pieces(), unit="piece", disable=not sys.stderr.isatty()) as bar:
            for _ in steps:
                bar.update()
    except (Refused, StorageDown, OSError) as error:
        raise click.ClickException(str(error)) from None
    click.echo(report.words())


@library.command("tidy")
@click.option("--dry-run", is_flag=True, help="Only say what would go.")
def tidy_library(dry_run: bool) -> None:
    """Clears stored files that nothing names: set aside when a day old, gone a day later."""
    try:
        done = keeping.tidy(clock.now(), parts.named_keys, dry_run=dry_run)
    except StorageDown as error:
        raise click.ClickException(f"The file store does not answer: {error}") from None
    words = ("would be set aside", "would go for good") if dry_run else ("set aside for a day", "gone for good")
    click.echo(f"{done.aside} files ({done.aside_bytes / 1e6:.1f} MB) {words[0]}.")
    click.echo(f"{done.gone} files ({done.gone_bytes / 1e6:.1f} MB) {words[1]}.")


@search.command("rebuild")
def rebuild_search() -> None:
    """Builds the index anew beside the old one, then swaps."""
    with tqdm(unit="asset", disable=not sys.stderr.isatty()) as bar:
        count = search_rebuilding.rebuild(bar.update)
    commit()
    click.echo(f"{count} pieces indexed.")


@click.command("worker")
@click.option("--threads", default=2, show_default=True, type=click.IntRange(1, 16))
@click.option("--once", is_flag=True, help="Run what is due now, then stop.")
def run_worker(threads: int, once: bool) -> None:
    """Runs jobs until it is told to stop."""
    if once:
        worker.sweep()
        click.echo(f"{worker.run_due()} jobs run.")
        return
    allocating.give_back()
    worker.serve(threads)
    recording.stop()


@click.command("rebuild")
def rebuild() -> None:
    """Makes labels, visits and dwell again from the events."""
    with tqdm(unit="link", disable=not sys.stderr.isatty()) as bar:
        count = tracking_rebuilding.rebuild(clock.now(), bar.update)
    commit()
    click.echo(f"{count} links derived again.")


@click.command("demo")
def load_demo() -> None:
    """Loads the sample workspace into an empty database; a database with people in it is left alone."""
    if not current_app.extensions["rapport"].demo:
        raise click.ClickException("The sample workspace is only for DEMO=1.")
    if queries.anybody():
        click.echo("The workspace is here already.")
        return
    loading.load(clock.now(), click.echo)
    click.echo("The sample workspace is loaded.")


def _publisher(email: str | None) -> User:
    candidates = [queries.find_by_email(email)] if email else queries.all_users()
    for user in candidates:
        if user is not None and user.is_active and may(user, "library.publish"):
            return user
    raise click.ClickException("Nobody here may publish. Add a marketer first: flask user add --role marketer …")
