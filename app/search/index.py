"""The Whoosh index on disk: one kept reader a process, one writer at a time."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

import structlog
from whoosh import index as whoosh_index

from app.search import generations
from app.search.generations import Unusable
from app.search.index_schema import LANGUAGE, schema
from app.search.index_writing import PATIENCE, Writer
from app.search.snapshot import Damaged, Snapshot

log = structlog.get_logger()
T = TypeVar("T")

_root: Path | None = None
_kept: Snapshot | None = None
_opening = threading.Lock()


def open_index(folder: Path) -> None:
    """Points this process at an index. Nothing is read or made until somebody searches or writes."""
    global _root, _kept
    _root, _kept = folder, None


def is_usable() -> bool:
    """Whether there is a generation to search."""
    return generations.current(_folder()) is not None


def is_up() -> bool:
    """For the health check: False when an index that was there cannot be read."""
    if not is_usable():
        return not any(_folder().glob("gen-*"))
    try:
        return read(lambda snapshot: snapshot.size >= 0)
    except Unusable:
        return False


def read(look: Callable[[Snapshot], T]) -> T:
    """What `look` finds in the index as it is now; it is opened again once when it breaks. Raises Unusable."""
    folder = None
    for _attempt in range(2):
        try:
            snapshot = _current()
            folder = snapshot.folder
            return look(snapshot)
        except Damaged as error:
            _forget()
            log.warning("search_index_damaged", error=str(error))
            folder = error.folder or folder
    if folder is not None:
        generations.condemn(_folder(), folder)
    raise Unusable("the index is damaged")


@contextmanager
def writing(patience: float = PATIENCE) -> Iterator[Writer]:
    """The one writer of the generation in use; commits at the end. Raises Busy, or Unusable when it is damaged."""
    with generations.lock(_folder(), "write", patience):
        folder = generations.current(_folder())
        if folder is None:
            raise Unusable("there is no index")
        with filling(folder) as writer:
            yield writer


@contextmanager
def filling(folder: Path) -> Iterator[Writer]:
    """A writer of one generation, committed at the end and given up when the block fails."""
    writer = Writer(folder)
    try:
        yield writer
        writer.commit()
    finally:
        writer.cancel()


@contextmanager
def rebuilding() -> Iterator[Path]:
    """A new, empty generation; `put_in_use` ends it. Raises Busy when another rebuild is under way."""
    with generations.lock(_folder(), "rebuild", 0):
        folder = generations.begin(_folder())
        whoosh_index.create_in(str(folder), schema(LANGUAGE))
        yield folder


@contextmanager
def replacing() -> Iterator[None]:
    """Keeps other writers out while a new generation catches up and takes the place of the old one. Raises Busy."""
    with generations.lock(_folder(), "write", 60.0):
        yield


def put_in_use(folder: Path, count: int) -> None:
    """Swaps the new generation in after making sure it can be read and has `count` assets. Raises Unusable."""
    if (found := _open(folder).size) != count:
        raise Unusable(f"the new index has {found} of {count} assets")
    generations.swap(_folder(), folder)


def _folder() -> Path:
    assert _root is not None, "open_index() has not been called"
    return _root


def _current() -> Snapshot:
    global _kept
    folder = generations.current(_folder())
    if folder is None:
        raise Unusable("there is no index")
    with _opening:
        if _kept is None or _kept.folder != folder or _kept.edition != _edition(folder):
            _kept = _open(folder)
        return _kept


def _edition(folder: Path) -> int:
    try:
        return int(whoosh_index.TOC._latest_generation(_names(folder), "MAIN"))
    except OSError as error:
        raise Damaged(str(error), folder) from error


def _names(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()]


def _open(folder: Path) -> Snapshot:
    try:
        # The edition is asked first: a commit in between makes the next search look again, not this one go stale.
        edition = _edition(folder)
        return Snapshot(folder, edition, whoosh_index.open_dir(str(folder)).reader())
    except Damaged:
        raise
    except Exception as error:
        # A broken file shows itself as whatever unpickling and unpacking happen to raise.
        raise Damaged(f"{type(error).__name__}: {error}", folder) from error


def _forget() -> None:
    global _kept
    _kept = None
