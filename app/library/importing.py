"""Taking a folder of collateral: each file once, again only when it changed, and a reason for each not taken."""

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from app.auth.models import User
from app.core import db, text
from app.core.child import Child
from app.core.errors import Refused
from app.documents import rendering
from app.documents.formats import MARKDOWN
from app.library import publishing, renditions, telling
from app.library.front_matter import Matter
from app.library.import_reading import Read, read_document, read_markdown
from app.library.import_walk import Found, walk
from app.library.models import DRAFT, RETIRED, Asset
from app.library.queries import find_imported
from app.vocabulary.models import FACETS, Term
from app.vocabulary.queries import all_terms

TAKEN, CHANGED, UNCHANGED, REFUSED = "taken", "changed", "unchanged", "refused"


@dataclass(frozen=True)
class Outcome:
    """What became of one file. `verdict` is taken, changed, unchanged or refused; `reason` belongs to the last."""

    path: str
    verdict: str
    reason: str = ""
    notes: tuple[str, ...] = ()


@dataclass
class Report:
    """An import so far."""

    taken: int = 0
    changed: int = 0
    unchanged: int = 0
    refused: list[tuple[str, str]] = field(default_factory=list)
    notes: list[tuple[str, str]] = field(default_factory=list)

    def add(self, outcome: Outcome) -> None:
        """Counts one more file."""
        if outcome.verdict == REFUSED:
            self.refused.append((outcome.path, outcome.reason))
        else:
            setattr(self, outcome.verdict, getattr(self, outcome.verdict) + 1)
        self.notes += [(outcome.path, note) for note in outcome.notes]

    def words(self) -> str:
        """The report as a person reads it: counts, then each file not taken with its reason, then notes."""
        counts = (
            f"{self.taken} taken, {self.changed} changed, {self.unchanged} unchanged, {len(self.refused)} not taken."
        )
        lines = [f"  {path}: {reason}" for path, reason in self.refused]
        noted = [f"  {path}: {note}" for path, note in self.notes]
        return "\n".join([counts, *(["Not taken:", *lines] if lines else []), *(["Notes:", *noted] if noted else [])])


def count_files(folder: Path) -> int:
    """How many outcomes `import_folder` will yield."""
    return sum(1 for _ in walk(folder))


def import_folder(folder: Path, user: User, at: datetime) -> Iterator[Outcome]:
    """Takes each file below `folder` and yields its outcome; the caller commits after each.

    A file is known again by the name of the folder and its path below it, so that a second run changes only what
    changed. Files are rendered in one warm child, while no transaction is open.
    """
    terms = {(facet, term.slug): term for facet, found in all_terms().items() for term in found}
    root = folder.resolve()
    with Child(rendering.LIMITS) as writer, Child(renditions.LIMITS) as drawer:
        for found in walk(root):
            try:
                yield _import_file(found, f"{root.name}/{found.name}", user, at, terms, writer, drawer)
            except Refused as error:
                yield Outcome(found.name, REFUSED, error.reason)
            except OSError as error:
                yield Outcome(found.name, REFUSED, f"cannot be read ({error.strerror or 'damaged'})")


def _import_file(
    found: Found,
    import_path: str,
    user: User,
    at: datetime,
    terms: dict[tuple[str, str], Term],
    writer: Child,
    drawer: Child,
) -> Outcome:
    if found.refusal is not None:
        raise Refused(found.refusal)
    read = read_markdown(found) if found.is_markdown else read_document(found)
    if _is_known(import_path, read.digest):
        return Outcome(found.name, UNCHANGED)
    known_terms = _known_terms(read.matter, terms)
    take = _take_markdown if read.format == MARKDOWN else _take_document
    asset, is_new = take(found, import_path, read, user, at, known_terms, writer if read.format == MARKDOWN else drawer)
    asset.import_path, asset.import_hash = import_path, read.digest
    if read.matter.state != DRAFT:
        _publish(user, asset, read.matter, at)
    return Outcome(found.name, TAKEN if is_new else CHANGED, notes=tuple(read.matter.notes))


def _is_known(import_path: str, digest: str) -> bool:
    wanted = select(Asset.id).where(Asset.import_path == import_path, Asset.import_hash == digest)
    with db.reading(), db.engine().connect() as connection:
        return connection.scalar(wanted) is not None


def _known_terms(matter: Matter, terms: dict[tuple[str, str], Term]) -> list[Term]:
    """The terms that exist, a tag's in every facet; words we do not know become notes, for a list is kept by people."""
    chosen = []
    for facet, name in matter.terms:
        places = [facet] if facet else list(FACETS)
        found = [terms[place, text.slug(name)] for place in places if (place, text.slug(name)) in terms]
        if not found:
            known = " or ".join(", ".join(places).rsplit(", ", 1))
            matter.notes.append(f"“{text.one_line(name, 80)}” is not a known {known} and was passed over")
        chosen += found
    return chosen


def _take_markdown(
    found: Found, import_path: str, read: Read, user: User, at: datetime, terms: list[Term], child: Child
) -> tuple[Asset, bool]:
    rendered = rendering.render(read.source, read.matter.title, child)
    title = read.matter.title or rendered.heading or _title_of(found)
    read.matter.notes += rendered.notes
    asset = find_imported(import_path)
    facts = _facts(read.matter, title)
    written = publishing.write(user, at, **facts, source=read.source, terms=terms, asset=asset, rendered=rendered)
    return written, asset is None


def _take_document(
    found: Found, import_path: str, read: Read, user: User, at: datetime, terms: list[Term], child: Child
) -> tuple[Asset, bool]:
    with tempfile.TemporaryDirectory(prefix="rapport-") as name:
        drawn = renditions.open_document(found.path, Path(name), read.format, child)
        facts = telling.Facts.clean(**_facts(read.matter, read.matter.title or _title_of(found)))
        asset = find_imported(import_path)
        taken, version = publishing.take_file(
            user, at, facts, path=found.path, file_name=found.path.name, terms=terms, asset=asset
        )
        if not version.is_ready:
            keys = renditions.put_files(publishing.prefix_of(taken, version), Path(name), len(drawn["pages"]))
            renditions.fill(version, drawn, keys)
    return taken, asset is None


def _facts(matter: Matter, title: str) -> dict[str, str]:
    if len(matter.summary) > telling.SUMMARY_LIMIT:
        matter.notes.append(f"summary was cut to {telling.SUMMARY_LIMIT} characters")
    summary = text.one_line(matter.summary, telling.SUMMARY_LIMIT)
    return {
        "title": text.one_line(title), "summary": summary, "audience": matter.audience,
        "use_when": matter.use_when, "say": matter.say,
    }  # fmt: skip


def _publish(user: User, asset: Asset, matter: Matter, at: datetime) -> None:
    if asset.state == RETIRED:
        matter.notes.append("it is retired here and stays so")
        return
    publishing.publish(user, asset, at)
    if matter.state == RETIRED:
        publishing.retire(user, asset, at)
    if matter.published is not None and matter.published < at:
        asset.published_at = matter.published
        if asset.current is not None:
            asset.current.published_at = matter.published


def _title_of(found: Found) -> str:
    stem = found.path.stem.encode("utf-8", "ignore").decode()
    words = " ".join(stem.replace("_", " ").replace("-", " ").split())
    return (words[:1].upper() + words[1:]) or "Untitled"
