"""What every asset is, as bitmaps: who may be seen, what a filter keeps and how many each choice has, in one pass.

A bitmap is an int whose bit n stands for the asset at place n. Python ANDs and counts 50,000 of them in microseconds.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from app.vocabulary.models import ON_PIECES

FACETS = (*ON_PIECES, "format", "provenance", "audience")
Filters = dict[str, list[str]]


@dataclass(frozen=True)
class Catalogue:
    """`ids[place]` is an asset's id (0 where the index has a hole); `updated` its last change in milliseconds."""

    ids: Sequence[int]
    updated: Sequence[int]
    marks: dict[str, dict[str, int]]

    @cached_property
    def place(self) -> dict[int, int]:
        """Where each asset is, by its id."""
        return {asset_id: place for place, asset_id in enumerate(self.ids) if asset_id}

    @cached_property
    def newest(self) -> list[int]:
        """Places, last changed first."""
        return sorted(self.place.values(), key=lambda place: (-self.updated[place], -self.ids[place]))

    def mask(self, ids: Iterable[int]) -> int:
        """The bitmap of these assets; those the index does not know are left out."""
        return bitmap((self.place[each] for each in ids if each in self.place), len(self.ids))

    def kept(self, filters: Filters, besides: str | None = None) -> int:
        """What the filters keep: one of the values of every facet that has any. -1 keeps everything."""
        mask = -1
        for facet, values in filters.items():
            if facet != besides and values:
                chosen = 0
                for value in values:
                    chosen |= self.marks.get(facet, {}).get(value, 0)
                mask &= chosen
        return mask

    def counts(self, mask: int, filters: Filters) -> dict[str, dict[str, int]]:
        """How many of `mask` each value of each facet has; a facet's own choice does not hide its siblings."""
        found: dict[str, dict[str, int]] = {}
        for facet in FACETS:
            among = mask & self.kept(filters, besides=facet)
            found[facet] = {value: (among & marks).bit_count() for value, marks in self.marks.get(facet, {}).items()}
        return found


def bitmap(places: Iterable[int], size: int) -> int:
    """The bitmap with these bits set."""
    bits = bytearray(size // 8 + 1)
    for place in places:
        bits[place >> 3] |= 1 << (place & 7)
    return int.from_bytes(bits, "little")


def holds(mask: int) -> str:
    """The bitmap as text, first place first, so that asking for many places costs no arithmetic: `[n] == "1"`."""
    return f"{mask:b}"[::-1] if mask > 0 else ""


def within(places: Iterable[int], mask: int) -> list[int]:
    """Those of `places` that the bitmap has, in their order."""
    bits = holds(mask)
    size = len(bits)
    return [place for place in places if place < size and bits[place] == "1"]
