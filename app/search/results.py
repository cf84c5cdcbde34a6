"""What a search gives back."""

from dataclasses import dataclass, field

from markupsafe import Markup

from app.library.models import Asset

PER_PAGE = 20
# Facets that fit a piece to a person and a moment; the others are asked for less often.
FIRST = ("role", "stage", "rival")


@dataclass(frozen=True)
class Hit:
    """An asset this user may see; `snippet` is safe to print."""

    asset: Asset
    snippet: Markup


@dataclass(frozen=True)
class Choice:
    """One value of a facet and how many pieces it would leave."""

    value: str
    label: str
    n: int
    is_on: bool


@dataclass(frozen=True)
class Results:
    """One page of hits. `outside` are a few that the filters hide; `note` says what was done with the question.

    `in_use` are the facets that any piece this user may see has a value of.
    """

    query: str
    filters: dict[str, list[str]]
    sort: str
    page: int
    total: int
    hits: list[Hit] = field(default_factory=list)
    facets: dict[str, list[Choice]] = field(default_factory=dict)
    in_use: frozenset[str] = frozenset()
    outside: list[Hit] = field(default_factory=list)
    outside_total: int = 0
    note: str | None = None
    suggestion: str | None = None

    @property
    def pages(self) -> int:
        return max(1, -(-self.total // PER_PAGE))

    @property
    def is_filtered(self) -> bool:
        return any(self.filters.values())

    @property
    def facet_names(self) -> list[str]:
        """The facets to show, in their order."""
        return [name for name in self.facets if name in self.in_use or self.filters[name]]

    @property
    def less_used(self) -> list[str]:
        """Those to show folded."""
        return [name for name in self.facet_names if name not in FIRST]

    @property
    def chosen(self) -> list[tuple[str, Choice]]:
        """The choices in use with their facet, in the order of the page."""
        return [(name, choice) for name, choices in self.facets.items() for choice in choices if choice.is_on]
