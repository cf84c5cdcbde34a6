"""What a draft still lacks before a rep can find it and trust it: the rules as data."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from app.library.models import INTERNAL, Asset
from app.vocabulary.models import ISSUE, KIND, OBJECTIVE, ROLE, STAGE

# What people write into the names of files and nobody would say to a buyer.
_FILE_WORDS = re.compile(
    r"(?i)\b(final|draft|copy|untitled|scan|img|dsc|screenshot|rev ?\d+|v\d+|\d{6,})\b|[_]|\.(pdf|pptx?|docx?|xlsx?)$"
)


@dataclass(frozen=True)
class Said:
    """What is said about a piece, saved or only typed; `lists` are those from which it carries a term."""

    title: str
    summary: str
    use_when: str
    say: str
    is_internal: bool
    has_owner: bool
    lists: frozenset[str]


@dataclass(frozen=True)
class Missing:
    """A sentence that says what to do, what that adds, the form's field, and whether a rep cannot do without it."""

    words: str
    noun: str
    field: str
    is_needed: bool = True


@dataclass(frozen=True)
class _Rule:
    found: Missing
    applies: Callable[[Said], bool]


def _no_term(facet: str) -> Callable[[Said], bool]:
    return lambda said: facet not in said.lists


RULES = (
    _Rule(Missing("Give it a title", "a title", "title"), lambda said: not said.title.strip()),
    _Rule(
        Missing(
            "Give it a title a buyer would read, not a file’s name",
            "a title a buyer would read",
            "title",
            is_needed=False,
        ),
        lambda said: bool(_FILE_WORDS.search(said.title)),
    ),
    _Rule(Missing("Say in one line what it is", "one line", "summary"), lambda said: not said.summary.strip()),
    _Rule(Missing("Say who it is for", "role", "role"), _no_term(ROLE)),
    _Rule(Missing("Say at which stage it helps", "stage", "stage"), _no_term(STAGE)),
    _Rule(Missing("Say when to use it", "when to use it", "use_when"), lambda said: not said.use_when.strip()),
    _Rule(Missing("Name an owner", "an owner", "owner"), lambda said: not said.has_owner),
    _Rule(Missing("Say what kind of piece it is", "kind", "kind", is_needed=False), _no_term(KIND)),
    _Rule(Missing("Say which issue it speaks to", "issue", "issue", is_needed=False), _no_term(ISSUE)),
    _Rule(Missing("Say what it should do", "objective", "objective", is_needed=False), _no_term(OBJECTIVE)),
    _Rule(
        Missing("Say what a rep says with it", "what to say with it", "say", is_needed=False),
        lambda said: not said.is_internal and not said.say.strip(),
    ),
)


def missing(asset: Asset) -> list[Missing]:
    """What a piece lacks, the most telling first."""
    return missing_in(said_of(asset))


def missing_in(said: Said) -> list[Missing]:
    """The same for what has been typed and not saved."""
    return [rule.found for rule in RULES if rule.applies(said)]


def lacks_needed(found: Iterable[Missing]) -> bool:
    """Whether a rep could not find the piece as it is."""
    return any(each.is_needed for each in found)


def in_words(found: Iterable[Missing]) -> str:
    """What a rep cannot do without, as “one line, role and stage”; empty when there is nothing."""
    nouns = [each.noun for each in found if each.is_needed]
    return " and ".join(([", ".join(nouns[:-1])] if len(nouns) > 1 else []) + nouns[-1:])


def said_of(asset: Asset) -> Said:
    """What is said about a saved piece."""
    return Said(
        asset.title, asset.summary, asset.use_when, asset.say, asset.audience == INTERNAL,
        asset.owner_id is not None, frozenset(term.facet for term in asset.terms),
    )  # fmt: skip
