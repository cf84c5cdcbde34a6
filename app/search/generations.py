"""The index's folder on disk: one folder a generation, a pointer to the one in use, and who may write.

search_index/        0700: Whoosh unpickles what it reads, so whoever can write here can run code as the server
├── CURRENT          "gen-7", replaced atomically
├── gen-6/ gen-7/    the one before stays, for readers that have it open
└── write.lock  rebuild.lock
"""

import fcntl
import os
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

# Raise it when the schema, the stemming or the folding of words changes: what was built before is then built again.
FORMAT = "2"

_NAME = re.compile(r"gen-([1-9][0-9]{0,8})")


class Busy(Exception):
    """Somebody else holds the lock; try again later."""


class Unusable(Exception):
    """There is no index, or it is damaged: answer from the database until it has been built again."""


def current(root: Path) -> Path | None:
    """The generation in use, or None when there is none and one must be built."""
    try:
        name = (root / "CURRENT").read_text(encoding="ascii").strip()
        made_as = (root / name / "FORMAT").read_text(encoding="ascii") if _NAME.fullmatch(name) else None
    except (FileNotFoundError, NotADirectoryError, UnicodeDecodeError):
        return None
    return root / name if made_as == FORMAT else None


def begin(root: Path) -> Path:
    """An empty folder for the next generation."""
    _prepare(root)
    number = max(_numbers(root), default=0) + 1
    folder = root / f"gen-{number}"
    folder.mkdir(mode=0o700)
    (folder / "FORMAT").write_text(FORMAT, encoding="ascii")
    return folder


def swap(root: Path, folder: Path) -> None:
    """Makes `folder` the generation in use, surely on disk before anybody reads it; removes those before the last."""
    before = current(root)
    for path in folder.iterdir():
        _sync(path)
    _sync(folder)
    draft = root / "CURRENT.new"
    draft.write_text(folder.name + "\n", encoding="ascii")
    _sync(draft)
    draft.replace(root / "CURRENT")
    _sync(root)
    for number in _numbers(root):
        path = root / f"gen-{number}"
        if path not in (folder, before):
            shutil.rmtree(path, ignore_errors=True)


def condemn(root: Path, folder: Path) -> None:
    """Takes a damaged generation out of use, unless another has taken its place already."""
    if current(root) == folder:
        (root / "CURRENT").unlink(missing_ok=True)


@contextmanager
def lock(root: Path, name: str, patience: float) -> Iterator[None]:
    """Holds a lock of the folder; it dies with its process. Raises Busy after `patience` seconds."""
    _prepare(root)
    handle = os.open(root / f"{name}.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        _take(handle, time.monotonic() + patience)
        yield
    finally:
        os.close(handle)


def _take(handle: int, until: float) -> None:
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            if time.monotonic() >= until:
                raise Busy("Another process is writing the search index.") from None
            time.sleep(0.05)


def _prepare(root: Path) -> None:
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    if root.stat().st_mode & 0o077:
        root.chmod(0o700)


def _numbers(root: Path) -> list[int]:
    return [int(found[1]) for path in root.iterdir() if (found := _NAME.fullmatch(path.name))]


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
