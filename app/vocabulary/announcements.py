"""What the vocabulary tells other rooms, after the commit."""

from dataclasses import dataclass


@dataclass(frozen=True)
class TermChanged:
    """Pieces now carry this term where they carried another: search must look at them again."""

    term_id: int


@dataclass(frozen=True)
class KindMadeInternal:
    """A kind of piece became one that is for us alone: its pieces follow."""

    term_id: int
