"""Taking a folder of collateral: each file once, again only when it changed, and a reason for each not taken."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from app.auth.models import User
from app.core import db
from app.core.child import Child
from app.core.errors import Refused
from app.documents import rendering
from app.exchange import import_reading
from app.exchange.import_taking import Taking
from app.exchange.import_walk import Found, walk
from app.exchange.import_words import Words
from app.library import renditions
from app.library.models import Asset

TAKEN, CHANGED, UNCHANGED, REFUSED = "taken", "changed", "unchanged", "refused"
MOST_BYTES = 50 << 20


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


@dataclass(frozen=True)
class _Later:
    """A file that names the piece which replaces its own; that one is taken first."""

    found: Found
    after: str


def count_files(folder: Path) -> int:
    """How many outcomes `import_folder` will yield."""
    return sum(1 for _ in walk(folder.resolve()))


def import_folder(
    folder: Path, user: User, at: datetime, *, most_bytes: int = MOST_BYTES, add_terms: bool = False
) -> Iterator[Outcome]:
    """Takes each file below `folder` and yields its outcome; the caller commits after each.

    A file is known again by the name of the folder and its path below it, so that a second run changes only what
    changed, and one that was cut off goes on. Files are read, drawn and stored while no transaction is open. Terms
    and claims that are new to us are passed over, or with `add_terms` added.
    """
    root = folder.resolve()
    later: list[_Later] = []
    with Child(rendering.LIMITS) as writer, Child(renditions.LIMITS) as drawer:
        taking = Taking(root.name, user, at, Words(user, at, add_terms), writer, drawer)
        for found in walk(root):
            outcome = _import(found, taking, most_bytes, may_wait=True)
            if isinstance(outcome, _Later):
                later.append(outcome)
            else:
                yield outcome
        for each in _in_order(later):
            outcome = _import(each.found, taking, most_bytes, may_wait=False)
            assert isinstance(outcome, Outcome)
            yield outcome


def _import(found: Found, taking: Taking, most_bytes: int, *, may_wait: bool) -> Outcome | _Later:
    try:
        if found.refusal is not None:
            raise Refused(found.refusal)
        read = import_reading.read(found, most_bytes)
        if _is_known(taking.path_of(found), read.digest):
            return Outcome(found.name, UNCHANGED)
        if may_wait and read.matter.replaced_by:
            return _Later(found, read.matter.replaced_by)
        is_new = taking.take(found, read)
        return Outcome(found.name, TAKEN if is_new else CHANGED, notes=tuple(read.matter.notes))
    except Refused as error:
        return Outcome(found.name, REFUSED, error.reason)
    except OSError as error:
        return Outcome(found.name, REFUSED, f"cannot be read ({error.strerror or 'damaged'})")


def _in_order(later: Iterable[_Later]) -> Iterator[_Later]:
    """Each after the one it waits for; of those that wait for each other, the first goes first."""
    waiting = {each.found.name: each for each in later}
    while waiting:
        free = next((each for each in waiting.values() if each.after not in waiting), next(iter(waiting.values())))
        yield waiting.pop(free.found.name)


def _is_known(import_path: str, digest: str) -> bool:
    wanted = select(Asset.id).where(Asset.import_path == import_path, Asset.import_hash == digest)
    with db.reading(), db.engine().connect() as connection:
        return connection.scalar(wanted) is not None
