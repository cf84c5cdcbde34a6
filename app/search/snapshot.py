"""The index as it was at one commit: postings decoded once, weighed by BM25F, and every asset's marks as bitmaps."""

import math
import threading
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cached_property
from itertools import islice
from pathlib import Path
from typing import Any

from app.search.catalogue import FACETS, Catalogue, bitmap

# Field: how much a word in it weighs, and how strongly a long text is discounted (BM25F).
TEXTS = {"title": (2.5, 0.5), "summary": (1.5, 0.6), "body": (1.0, 0.75)}
K1 = 1.2
MARKS = (*FACETS, "state")
MOST_KEPT = 500_000  # Postings kept decoded, about 60 MB.

Weights = dict[int, float]


class Damaged(Exception):
    """The index on disk cannot be read."""

    def __init__(self, reason: str, folder: Path | None = None) -> None:
        super().__init__(reason)
        self.folder = folder


class Snapshot:
    """Numbers documents by place; `catalogue.ids[place]` is the asset. Safe to share between threads."""

    def __init__(self, folder: Path, edition: int, reader: Any) -> None:
        self.folder = folder
        self.edition = edition
        self._reader = reader
        # Whoosh seeks in files it shares, so one thread decodes at a time; what is decoded is kept.
        self._decoding = threading.RLock()
        self._weights: dict[str, Weights] = {}
        self._phrases: dict[tuple[str, ...], set[int]] = {}
        self._kept = 0
        with self._guarding():
            self.places = list(reader.all_doc_ids())
            self.size = len(self.places)
            self.catalogue = self._read_catalogue()
            self._average = {field: reader.field_length(field) / max(self.size, 1) or 1.0 for field in TEXTS}

    @cached_property
    def lexicon(self) -> list[str]:
        """Every word as it is written, folded, in order."""
        with self._guarding():
            if not self.size:
                return []
            return sorted(each.decode("utf-8") for each in self._reader.lexicon("words"))

    def starting_with(self, prefix: str, limit: int = 64) -> list[str]:
        """Written words that begin so."""
        start = bisect_left(self.lexicon, prefix)
        found = islice(self.lexicon, start, start + limit)
        return [word for word in found if word.startswith(prefix)]

    def weights(self, stem: str) -> Weights:
        """How well each document fits a stem."""
        known = self._weights.get(stem)
        if known is None:
            with self._guarding():
                known = self._weigh(stem)
            self._weights[stem] = known
            self._make_room(len(known))
        return known

    def next_to_each_other(self, stems: tuple[str, ...]) -> set[int]:
        """Documents that have these stems side by side in one field."""
        known = self._phrases.get(stems)
        if known is None:
            with self._guarding():
                known = {place for field in TEXTS for place in self._phrase(field, stems)}
            self._phrases[stems] = known
            self._make_room(len(known))
        return known

    def _read_catalogue(self) -> Catalogue:
        total = self._reader.doc_count_all()
        if not self.size:
            return Catalogue([], [], {})
        ids, updated = self._reader.column_reader("id"), self._reader.column_reader("updated")
        alive = set(self.places)
        marks = {field: self._read_marks(field, total) for field in MARKS}
        return Catalogue(
            [int(ids[place]) if place in alive else 0 for place in range(total)],
            [int(updated[place]) if place in alive else 0 for place in range(total)],
            marks,
        )

    def _read_marks(self, field: str, total: int) -> dict[str, int]:
        found = {}
        for value in list(self._reader.lexicon(field)):
            text = value.decode("utf-8")
            found[text] = bitmap(self._reader.postings(field, text).all_ids(), total)
        return found

    def _weigh(self, stem: str) -> Weights:
        frequency: Weights = defaultdict(float)
        for field, (boost, b) in TEXTS.items():
            average = self._average[field]
            for matcher in self._matchers(field, stem):
                place = matcher.id()
                length = self._reader.doc_field_length(place, field) / average
                frequency[place] += boost * matcher.weight() / (1 - b + b * length)
        n = len(frequency)
        idf = math.log(1 + (self.size - n + 0.5) / (n + 0.5)) if n else 0.0
        return {place: idf * f * (K1 + 1) / (K1 + f) for place, f in frequency.items()}

    def _matchers(self, field: str, stem: str) -> Iterator[Any]:
        """The postings of a stem: one matcher, moved on between the turns."""
        if not self.size or (field, stem) not in self._reader:
            return
        matcher = self._reader.postings(field, stem)
        while matcher.is_active():
            yield matcher
            matcher.next()

    def _phrase(self, field: str, stems: tuple[str, ...]) -> dict[int, set[int]]:
        begins: dict[int, set[int]] | None = None
        for offset, stem in enumerate(stems):
            found = {m.id(): {at - offset for at in m.value_as("positions")} for m in self._matchers(field, stem)}
            if begins is not None:
                found = {place: both for place, at in found.items() if (both := at & begins.get(place, set()))}
            begins = found
        return begins or {}

    def _make_room(self, more: int) -> None:
        """Counts what is kept decoded and begins afresh when it is too much; those in hand stay whole."""
        with self._decoding:
            self._kept += more + 1
            if self._kept > MOST_KEPT:
                self._weights, self._phrases, self._kept = {}, {}, 0

    @contextmanager
    def _guarding(self) -> Iterator[None]:
        with self._decoding:
            try:
                yield
            except MemoryError:
                raise
            except Exception as error:
                raise Damaged(f"{type(error).__name__}: {error}", self.folder) from error
