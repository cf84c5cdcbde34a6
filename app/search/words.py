"""What a word is, alike in the index, in a question and in a snippet: folded, split, 64 characters at most."""

import re
import unicodedata
from collections.abc import Iterator

LONGEST = 64

# An English ending after an apostrophe belongs to no word: “buyer’s” is found by “buyers” and “buyer”.
WORD = re.compile(r"([^\W_]+)(?:['’](?:s|t|re|ve|ll|d|m)\b)?")


class _Folding(dict[int, str]):
    """One character for one character, so that a place in the folded text is the same place in the original."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        bare = "".join(c for c in unicodedata.normalize("NFKD", char) if not unicodedata.combining(c)).lower()
        folded = bare if len(bare) == 1 else char.lower() if len(char.lower()) == 1 else char
        self[code] = folded
        return folded


_FOLDING = _Folding()


def fold(text: str) -> str:
    """Lower case without accents, as long as `text` itself."""
    return text.lower() if text.isascii() else text.translate(_FOLDING)


def split(text: str) -> Iterator[str]:
    """The words of a text, folded, in order."""
    for found in WORD.finditer(fold(text)):
        yield found[1][:LONGEST]
