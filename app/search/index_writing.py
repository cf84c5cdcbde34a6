"""Putting documents into one generation of the index, and noticing when it is damaged."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from whoosh import index as whoosh_index
from whoosh.index import LockError

from app.search import generations
from app.search.generations import Busy, Unusable

PATIENCE = 5.0  # Seconds a writer waits for another.


@dataclass(frozen=True)
class Document:
    """What the index learns of an asset. Terms are public ids; `updated` is in milliseconds."""

    id: int
    title: str
    summary: str
    body: str
    format: str
    provenance: str
    audience: str
    state: str
    updated: int
    role: str = ""
    stage: str = ""
    rival: str = ""
    issue: str = ""
    objective: str = ""
    kind: str = ""
    risk: str = ""


class Writer:
    """Puts documents into one generation and takes them out. Raises Busy, or Unusable when it finds damage."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        with _guarding(folder):
            # A writer of another program that knows Whoosh and not our lock is waited for as well.
            self._writer = whoosh_index.open_dir(str(folder)).writer(timeout=PATIENCE, limitmb=64)

    def put(self, document: Document) -> None:
        """Adds it, or replaces what was known of the asset."""
        everything = " ".join((document.title, document.summary, document.body))
        with _guarding(self.folder):
            self._writer.update_document(words=everything, **vars(document))

    def drop(self, asset_id: int) -> None:
        with _guarding(self.folder):
            self._writer.delete_by_term("id", asset_id)

    def commit(self) -> None:
        with _guarding(self.folder):
            self._writer.commit()

    def cancel(self) -> None:
        """Gives up what was not committed."""
        if not self._writer.is_closed:
            self._writer.cancel()


@contextmanager
def _guarding(folder: Path) -> Iterator[None]:
    try:
        yield
    except LockError:
        raise Busy("Another program is writing the search index.") from None
    except (OSError, MemoryError):
        # A full disk or memory is no damage: what was committed before is whole.
        raise
    except Exception as error:
        generations.condemn(folder.parent, folder)
        raise Unusable(f"{type(error).__name__}: {error}") from error
