"""Files by key, in a local folder, in memory or in an S3-compatible store, chosen by one URL."""

import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, S3Store

from app.core.reader import Reader
from app.core.stores import open_store

T = TypeVar("T")
# What nobody names waits here for a day before it goes; whoever still asks for it gets it back.
ASIDE = "aside/"
ANY = "application/octet-stream"


class StorageDown(Exception):
    """The store does not answer, or refuses us. Nothing is known about the file."""


@dataclass(frozen=True)
class Kept:
    """A file in the store."""

    key: str
    size: int
    modified: datetime


class Storage:
    """One key, one file. Keys are made by us and are never a person's file name.

    Everything here raises StorageDown when the store cannot be reached, and what reads raises FileNotFoundError.
    """

    def __init__(self, url: str) -> None:
        self._store = open_store(url)
        self._folder = Path(url.removeprefix("file://")) if isinstance(self._store, LocalStore) else None

    def put(self, key: str, body: bytes | Path, name: str = "file") -> None:
        """Stores a file under `key`, over whatever is there; a path is streamed and never whole in memory.

        An S3 store that hands it out by itself calls it `name` and nothing that a browser would run.
        """
        shown = {"Content-Type": ANY, "Content-Disposition": f'attachment; filename="{name}"'}
        attributes = shown if isinstance(self._store, S3Store) else None
        with _speaking():
            try:
                obstore.put(self._store, key, body, attributes=attributes, max_concurrency=2)
            except FileNotFoundError as error:
                if isinstance(body, Path) and not body.exists():
                    raise
                # What is missing is the bucket.
                raise StorageDown(_line(error)) from error
        if self._folder is not None:
            _flush(self._folder / key)

    def read(self, key: str) -> bytes:
        """The whole file, for small ones."""
        return self._found(key, lambda: bytes(obstore.get(self._store, key).bytes()))

    def reader(self, key: str) -> Reader:
        """The file, to be read from any place in it; only what is read is fetched."""
        return Reader(lambda start, end: self._range(key, start, end), self.size(key))

    def stream(self, key: str) -> Iterator[bytes]:
        """The file in pieces of about two megabytes."""
        return self.reader(key)

    def size(self, key: str) -> int:
        """Its size in bytes."""
        return self._found(key, lambda: int(obstore.head(self._store, key)["size"]))

    def exists(self, key: str) -> bool:
        """Whether a file is there."""
        try:
            self.size(key)
        except FileNotFoundError:
            return False
        return True

    def is_up(self) -> bool:
        """Whether the store answers; raises StorageDown with the reason when it does not."""
        next(self.kept("health/"), None)
        return True

    def delete(self, keys: list[str]) -> None:
        """Removes files; those already gone are no fault."""
        for key in keys:
            with _speaking(), _gone_is_fine():
                obstore.delete(self._store, key)

    def kept(self, prefix: str) -> Iterator[Kept]:
        """The files below `prefix`, which ends with a slash."""
        with _speaking():
            try:
                for batch in obstore.list(self._store, prefix):
                    for each in batch:
                        yield Kept(each["path"], int(each["size"]), each["last_modified"])
            except FileNotFoundError as error:
                # A listing is never missing: the bucket is.
                raise StorageDown(_line(error)) from error

    def keys(self, prefix: str) -> list[str]:
        """The keys of the few files below `prefix`, which ends with a slash."""
        return [kept.key for kept in self.kept(prefix)]

    def set_aside(self, key: str, at: datetime) -> None:
        """Takes a file away in such a way that whoever asks for it within the time that ASIDE keeps gets it back."""
        with _speaking(), _gone_is_fine():
            obstore.copy(self._store, key, f"{ASIDE}{key}/{at:%Y%m%dT%H%M%S}-{secrets.token_hex(4)}")
            obstore.delete(self._store, key)

    def bring_back(self, key: str) -> bool:
        """Puts a file set aside back in its place. False when there is none."""
        for kept in self.kept(f"{ASIDE}{key}/"):
            with _speaking(), _gone_is_fine():
                obstore.copy(self._store, kept.key, key)
                return True
        return False

    def sign(self, key: str, seconds: int) -> str | None:
        """An address at which the store itself hands the file out for so long; None for a store that cannot."""
        if not isinstance(self._store, S3Store):
            return None
        with _speaking():
            return str(obstore.sign(self._store, "GET", key, timedelta(seconds=seconds)))

    def _range(self, key: str, start: int, end: int) -> bytes:
        return self._found(key, lambda: bytes(obstore.get_range(self._store, key, start=start, end=end)))

    def _found(self, key: str, read: Callable[[], T]) -> T:
        with _speaking():
            try:
                return read()
            except FileNotFoundError:
                if not self.bring_back(key):
                    raise
                return read()


@contextmanager
def _speaking() -> Iterator[None]:
    """The store's own errors as ours."""
    try:
        yield
    except BaseError as error:
        raise StorageDown(_line(error)) from error


def _line(error: Exception) -> str:
    """The store's own first line: the rest is its insides."""
    return str(error).partition("\n")[0][:500]


@contextmanager
def _gone_is_fine() -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        return


def _flush(path: Path) -> None:
    """Onto the disk, as the row that will name it: a power cut must not keep the one without the other."""
    for each in (path, path.parent):
        handle = os.open(each, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


_storage: Storage | None = None


def open_storage(url: str) -> None:
    """Points this process at the store of `url`."""
    global _storage
    _storage = Storage(url)


def storage() -> Storage:
    """The store that `open_storage` opened."""
    assert _storage is not None, "open_storage() has not been called"
    return _storage
