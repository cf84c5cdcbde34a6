"""A stored file to be read from any place in it, a window at a time."""

import io
from collections.abc import Callable

WINDOW = 2 << 20


class Reader(io.RawIOBase):
    """A seekable file whose bytes are fetched when they are read, and not beyond `stop`.

    Iterated, it yields windows of two megabytes. Each is a request of its own, so that a slow reader keeps no
    connection to the store open and holds one window in memory.
    """

    def __init__(self, fetch: Callable[[int, int], bytes], size: int) -> None:
        self._fetch, self._at = fetch, 0
        self.size = self.stop = size

    def __next__(self) -> bytes:
        if not (chunk := self._take(WINDOW)):
            raise StopIteration
        return chunk

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        chunk = self._take(len(buffer))
        buffer[: len(chunk)] = chunk
        return len(chunk)

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self.size}[whence]
        self._at = max(base + offset, 0)
        return self._at

    def tell(self) -> int:
        return self._at

    def seekable(self) -> bool:
        return True

    def readable(self) -> bool:
        return True

    def _take(self, most: int) -> bytes:
        end = min(self._at + most, self.stop)
        chunk = self._fetch(self._at, end) if end > self._at else b""
        self._at += len(chunk)
        return chunk
