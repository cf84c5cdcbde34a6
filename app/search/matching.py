"""From a question to the assets that answer it: every word if ten or more have them all, else some of them."""

from collections.abc import Callable
from dataclasses import dataclass, field

from rapidfuzz import process
from rapidfuzz.distance import OSA

from app.search.catalogue import bitmap, holds
from app.search.parsing import Clause, Query
from app.search.snapshot import Snapshot, Weights

ENOUGH = 10
HAS_ALL = 1000.0  # Lifts what has every word above whatever has only some.
BEGUN = 0.8  # A word that only begins as typed counts for less than the word itself.
SHORTEST_PREFIX, SHORTEST_TYPO = 2, 4

Stem = Callable[[str], str]


@dataclass(frozen=True)
class Matches:
    """`mask` holds places this user may see; `scores` is None when nothing was asked, and newest comes first."""

    mask: int
    scores: Weights | None = None
    stems: frozenset[str] = frozenset()
    corrected: dict[str, str] = field(default_factory=dict)
    only_some: bool = False


@dataclass(frozen=True)
class _Look:
    weights: Weights
    mask: int
    stems: frozenset[str]
    is_phrase: bool = False
    corrected: tuple[str, str] | None = None


def find(snapshot: Snapshot, query: Query, visible: int, stem: Stem, common: frozenset[str]) -> Matches:
    """What answers `query` among `visible`, and nothing else: an empty bitmap finds nothing. Raises Damaged."""
    kept = visible
    for clause in query.unwanted:
        kept &= ~_look(snapshot, clause, visible, stem, exact=True).mask
    looks = [_look(snapshot, clause, visible, stem) for clause in _worth_asking(query.wanted, common)]
    if not looks:
        return Matches(kept)
    everything = kept
    for look in looks:
        everything &= look.mask
    found = everything
    if everything.bit_count() < ENOUGH and len(looks) > 1:
        found = kept & _some(looks)
    return Matches(
        found,
        _scores(looks, found, everything),
        frozenset().union(*(look.stems for look in looks)),
        dict(look.corrected for look in looks if look.corrected),
        only_some=found != everything,
    )


def _worth_asking(wanted: tuple[Clause, ...], common: frozenset[str]) -> list[Clause]:
    """Without “the” and “of”, unless there is nothing else; a word still being typed may become anything."""
    telling = [clause for clause in wanted if clause.is_phrase or clause.words[0] not in common]
    return telling or list(wanted)


def _some(looks: list[_Look]) -> int:
    """Every phrase, because it was asked for in quotes; where there is none, any word."""
    phrases = [look.mask for look in looks if look.is_phrase]
    mask = -1 if phrases else 0
    for look in looks:
        if phrases and look.is_phrase:
            mask &= look.mask
        elif not phrases:
            mask |= look.mask
    return mask


def _scores(looks: list[_Look], found: int, everything: int) -> Weights:
    bits, full = holds(found), holds(everything)
    scores: Weights = {}
    for look in looks:
        for place, weight in look.weights.items():
            if place < len(bits) and bits[place] == "1":
                start = HAS_ALL if place < len(full) and full[place] == "1" else 0.0
                scores[place] = scores.get(place, start) + weight
    return scores


def _look(snapshot: Snapshot, clause: Clause, visible: int, stem: Stem, exact: bool = False) -> _Look:
    stems = tuple(stem(word) for word in clause.words)
    if len(stems) > 1:
        return _look_for_phrase(snapshot, stems)
    weights, used = snapshot.weights(stems[0]), {stems[0]}
    if clause.is_prefix and len(clause.words[0]) >= SHORTEST_PREFIX:
        begun = {stem(word) for word in snapshot.starting_with(clause.words[0])} - used
        weights, used = _widened(snapshot, weights, begun), used | begun
    mask = _mask(snapshot, weights)
    if not mask & visible and not exact and not clause.is_phrase:
        better = _nearest(snapshot, clause.words[0], visible, stem)
        if better is not None:
            weights = snapshot.weights(stem(better))
            return _Look(
                weights, _mask(snapshot, weights), frozenset({stem(better)}), corrected=(clause.words[0], better)
            )
    return _Look(weights, mask, frozenset(used), is_phrase=clause.is_phrase)


def _look_for_phrase(snapshot: Snapshot, stems: tuple[str, ...]) -> _Look:
    places = snapshot.next_to_each_other(stems)
    weights = {place: sum(snapshot.weights(each).get(place, 0.0) for each in stems) for place in places}
    return _Look(weights, _mask(snapshot, weights), frozenset(stems), is_phrase=True)


def _widened(snapshot: Snapshot, weights: Weights, stems: set[str]) -> Weights:
    widened = dict(weights)
    for each in stems:
        for place, weight in snapshot.weights(each).items():
            widened[place] = max(widened.get(place, 0.0), BEGUN * weight)
    return widened


def _nearest(snapshot: Snapshot, word: str, visible: int, stem: Stem) -> str | None:
    """The word most like a misspelt one, among those in assets this user may see: a guess must not tell secrets."""
    if len(word) < SHORTEST_TYPO:
        return None
    away = 1 if len(word) < 6 else 2
    near = process.extract(word, snapshot.lexicon, scorer=OSA.distance, score_cutoff=away, limit=20)
    ranked = []
    for candidate, distance, _place in near:
        seen = (_mask(snapshot, snapshot.weights(stem(candidate))) & visible).bit_count()
        if seen:
            ranked.append((distance, candidate[0] != word[0], -seen, candidate))
    return min(ranked)[3] if ranked else None


def _mask(snapshot: Snapshot, weights: Weights) -> int:
    return bitmap(weights, len(snapshot.catalogue.ids))
