"""Files by key, in a local folder, in memory or in an S3-compatible store, chosen by one URL."""

from collections.abc import Iterator
from pathlib import Path

import obstore
from obstore.store import LocalStore, MemoryStore, ObjectStore, from_url

_CHUNK = 1 << 20


class Storage:
    """One key, one file, written once. Keys are made by us and are never a person's file name."""

    def __init__(self, url: str) -> None:
        if url.startswith("memory:"):
            self._store: ObjectStore = MemoryStore()
        elif url.startswith("file://"):
            folder = Path(url.removeprefix("file://"))
            folder.mkdir(parents=True, exist_ok=True)
            self._store = LocalStore(folder)
        else:
            self._store = from_url(url)

    def put(self, key: str, body: bytes | Path) -> None:
        """Stores a file under `key`; a path is streamed, so that a big file never sits whole in memory."""
        obstore.put(self._store, key, body)

    def read(self, key: str) -> bytes:
        """The whole file. Raises FileNotFoundError."""
        return bytes(obstore.get(self._store, key).bytes())

    def stream(self, key: str) -> Iterator[bytes]:
        """The file in pieces of about one megabyte. Raises FileNotFoundError when first read."""
        for chunk in obstore.get(self._store, key).stream(min_chunk_size=_CHUNK):
            yield bytes(chunk)

    def size(self, key: str) -> int:
        """Its size in bytes. Raises FileNotFoundError."""
        return int(obstore.head(self._store, key)["size"])

    def exists(self, key: str) -> bool:
        """Whether a file is there."""
        try:
            obstore.head(self._store, key)
        except FileNotFoundError:
            return False
        return True

    def delete(self, keys: list[str]) -> None:
        """Removes files; those already gone are no fault."""
        for key in keys:
            try:
                obstore.delete(self._store, key)
            except FileNotFoundError:
                continue


_storage: Storage | None = None


def open_storage(url: str) -> None:
    """Points this process at the store of `url`."""
    global _storage
    _storage = Storage(url)


def storage() -> Storage:
    """The store that `open_storage` opened."""
    assert _storage is not None, "open_storage() has not been called"
    return _storage
