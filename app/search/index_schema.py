"""What the index keeps of an asset: its fields, and how their words are folded and stemmed."""

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import Any

from whoosh import analysis, fields, formats, lang

from app.search.words import split

LANGUAGE = "en"


@lru_cache(maxsize=16)
def _stemmer(language: str) -> Callable[[str], str]:
    stemmer: Callable[[str], str] = lang.stemmer_for_language(language)
    return stemmer


@lru_cache(maxsize=200_000)
def stem(word: str, language: str = LANGUAGE) -> str:
    """The root under which a folded word is indexed."""
    return _stemmer(language)(word) or word


@lru_cache(maxsize=16)
def stop_words(language: str = LANGUAGE) -> frozenset[str]:
    """Words too common to be asked for among others."""
    return frozenset(lang.stopwords_for_language(language))


class Words(analysis.Analyzer):
    """Folded words as typed or, with a language, their stems. It is pickled into the index, so it holds only names."""

    def __init__(self, language: str | None) -> None:
        self.language = language

    def __call__(self, value: str, positions: bool = False, **_others: Any) -> Iterator[Any]:
        token = analysis.Token(positions=positions)
        for place, word in enumerate(split(value)):
            token.text = stem(word, self.language) if self.language else word
            token.pos = place
            yield token


def schema(language: str) -> Any:
    text = Words(language)
    number = {"numtype": int, "bits": 64, "shift_step": 0, "sortable": True}
    return fields.Schema(
        id=fields.NUMERIC(stored=True, unique=True, **number),
        title=fields.TEXT(analyzer=text),
        summary=fields.TEXT(analyzer=text),
        body=fields.TEXT(analyzer=text),
        words=fields.FieldType(formats.Existence(), Words(None)),
        role=fields.KEYWORD(),
        stage=fields.KEYWORD(),
        rival=fields.KEYWORD(),
        issue=fields.KEYWORD(),
        objective=fields.KEYWORD(),
        kind=fields.KEYWORD(),
        risk=fields.KEYWORD(),
        format=fields.ID(),
        provenance=fields.ID(),
        audience=fields.ID(),
        state=fields.ID(),
        updated=fields.NUMERIC(**number),
    )
