"""Two texts of one piece in one, where two people wrote at once: what differs stands there twice, under plain marks."""

from difflib import SequenceMatcher

THEIRS, YOURS, END = "=== Theirs ===", "=== Yours ===", "=== Both agree again ==="
MOST_LINES = 4000


def merged(theirs: str, yours: str) -> str:
    """Both texts: lines they share once, and each difference as theirs and yours, to be settled by hand."""
    before, after = theirs.splitlines(), yours.splitlines()
    if max(len(before), len(after)) > MOST_LINES:
        return "\n".join([THEIRS, *before, YOURS, *after, END])
    found: list[str] = []
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            found += before[i1:i2]
        else:
            found += [THEIRS, *before[i1:i2], YOURS, *after[j1:j2], END]
    return "\n".join(found)


def is_unsettled(source: str) -> bool:
    """Whether a mark of `merged` still stands in the text."""
    return any(line.strip() in (THEIRS, YOURS, END) for line in source.splitlines())
