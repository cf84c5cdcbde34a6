"""From a question to the assets that answer it: every word if ten or more have them all, else some of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import reduce
from operator import and_, or_

from app.search.asking import Look, Stem, look_for, look_for_other
from app.search.catalogue import holds
from app.search.parsing import Clause, Query
from app.search.snapshot import Snapshot, Weights
from app.search.synonyms import Unit

ENOUGH = 10
HAS_ALL = 1000.0  # Lifts what has every word above whatever has only some, and once more where it has those typed.
MEANT = 0.6  # So does another word for the same thing.


@dataclass(frozen=True)
class Matches:
    """`mask` holds places this user may see; `scores` is None when nothing was asked, and newest comes first."""

    mask: int
    scores: Weights | None = None
    stems: frozenset[str] = frozenset()
    corrected: dict[str, str] = field(default_factory=dict)
    only_some: bool = False


@dataclass(frozen=True)
class _Answer:
    """What one unit of the question finds: `looks` as it was typed, `others` in words for the same thing."""

    looks: list[Look]
    others: list[Look]

    @property
    def literal(self) -> int:
        return _every(look.mask for look in self.looks)

    @property
    def mask(self) -> int:
        return self.literal | _any(other.mask for other in self.others)

    @property
    def some(self) -> int:
        """Any of its words; every one that is a phrase, because it was asked for in quotes."""
        phrases = [look.mask for look in self.looks if look.is_phrase]
        typed = _every(phrases) if phrases else _any(look.mask for look in self.looks)
        return typed | _any(other.mask for other in self.others)

    @property
    def has_phrase(self) -> bool:
        return any(look.is_phrase for look in self.looks)

    def weights(self) -> Weights:
        """How well each place fits: by all the words typed, or by the best of the others, which count for less."""
        found: Weights = {}
        for look in self.looks:
            for place, weight in look.weights.items():
                found[place] = found.get(place, 0.0) + weight
        for other in self.others:
            for place, weight in other.weights.items():
                found[place] = max(found.get(place, 0.0), MEANT * weight)
        return found


def find(
    snapshot: Snapshot, query: Query, units: Sequence[Unit], visible: int, stem: Stem, common: frozenset[str]
) -> Matches:
    """What answers `query` among `visible`, and nothing else: an empty bitmap finds nothing. Raises Damaged.

    `units` are what the query wants, with the words that mean the same.
    """
    kept = visible
    for clause in query.unwanted:
        kept &= ~look_for(snapshot, clause, visible, stem, exact=True).mask
    answers = [_answer(snapshot, unit, visible, stem, common) for unit in _worth_asking(units, common)]
    if not answers:
        return Matches(kept)
    everything = kept & _every(answer.mask for answer in answers)
    typed = kept & _every(answer.literal for answer in answers)
    looks = [look for answer in answers for look in answer.looks]
    found = everything
    # Counted as it was typed, so that another word for a thing only ever adds to what is found.
    if typed.bit_count() < ENOUGH and len(looks) > 1:
        found = kept & _some(answers)
    return Matches(
        found,
        _scores(answers, found, everything, typed),
        frozenset().union(*(look.stems for answer in answers for look in answer.looks + answer.others)),
        dict(look.corrected for look in looks if look.corrected),
        only_some=found != everything,
    )


def _worth_asking(units: Sequence[Unit], common: frozenset[str]) -> Sequence[Unit]:
    """Without “the” and “of”, unless there is nothing else; a word still being typed may become anything."""
    return [unit for unit in units if unit.others or _telling(unit, common)] or units


def _telling(unit: Unit, common: frozenset[str]) -> list[Clause]:
    return [clause for clause in unit.clauses if clause.is_phrase or clause.words[0] not in common]


def _answer(snapshot: Snapshot, unit: Unit, visible: int, stem: Stem, common: frozenset[str]) -> _Answer:
    others = [look_for_other(snapshot, other, stem, common) for other in unit.others]
    # What is known by another word is not misspelt.
    exact = bool(_any(other.mask for other in others) & visible)
    clauses = _telling(unit, common) or unit.clauses
    return _Answer([look_for(snapshot, clause, visible, stem, exact) for clause in clauses], others)


def _some(answers: Sequence[_Answer]) -> int:
    """Every phrase; where there is none, any word."""
    phrases = [answer.some for answer in answers if answer.has_phrase]
    return _every(phrases) if phrases else _any(answer.some for answer in answers)


def _scores(answers: Sequence[_Answer], found: int, everything: int, typed: int) -> Weights:
    bits, full, own = holds(found), holds(everything), holds(typed)
    scores: Weights = {}
    for answer in answers:
        for place, weight in answer.weights().items():
            if _has(bits, place):
                start = HAS_ALL * (_has(full, place) + _has(own, place))
                scores[place] = scores.get(place, start) + weight
    return scores


def _has(bits: str, place: int) -> bool:
    return place < len(bits) and bits[place] == "1"


def _every(masks: Iterable[int]) -> int:
    return reduce(and_, masks, -1)


def _any(masks: Iterable[int]) -> int:
    return reduce(or_, masks, 0)
