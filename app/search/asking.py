"""What one clause of a question, or another phrase for it, finds in the index."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from rapidfuzz import process
from rapidfuzz.distance import OSA

from app.search.catalogue import bitmap
from app.search.parsing import Clause
from app.search.snapshot import Snapshot, Weights
from app.search.synonyms import Phrase

BEGUN = 0.8  # A word that only begins as typed counts for less than the word itself.
SHORTEST_PREFIX, SHORTEST_TYPO = 2, 4

Stem = Callable[[str], str]


@dataclass(frozen=True)
class Look:
    weights: Weights
    mask: int
    stems: frozenset[str]
    is_phrase: bool = False
    corrected: tuple[str, str] | None = None


def look_for_other(snapshot: Snapshot, phrase: Phrase, stem: Stem, common: frozenset[str]) -> Look:
    stems = tuple(stem(word) for word in phrase.words)
    marked = frozenset(stem(word) for word in phrase.words if word not in common) or frozenset(stems)
    if len(stems) > 1:
        return replace(_look_for_phrase(snapshot, stems), stems=marked)
    weights = snapshot.weights(stems[0])
    return Look(weights, _mask(snapshot, weights), marked)


def look_for(snapshot: Snapshot, clause: Clause, visible: int, stem: Stem, exact: bool = False) -> Look:
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
            return Look(
                weights, _mask(snapshot, weights), frozenset({stem(better)}), corrected=(clause.words[0], better)
            )
    return Look(weights, mask, frozenset(used), is_phrase=clause.is_phrase)


def _look_for_phrase(snapshot: Snapshot, stems: tuple[str, ...]) -> Look:
    places = snapshot.next_to_each_other(stems)
    weights = {place: sum(snapshot.weights(each).get(place, 0.0) for each in stems) for place in places}
    return Look(weights, _mask(snapshot, weights), frozenset(stems), is_phrase=True)


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
