"""The words that stand beside pictures. Reps see pages and minutes, never seconds, so seconds end here."""

from app.accounts.models import STANCES
from app.engagement.warmth import WORDS

STANCE = {stance: said[0].lower() + said[1:] for stance, said in STANCES.items()}
NARROW = frozenset("iljtfrI.,:;'’|!()[] -")
WIDE = frozenset("mwMWQO@%&")


def minutes(seconds: float) -> str:
    """Reading time in the only grain a rep may see."""
    if seconds <= 0:
        return "not read"
    if seconds < 60:
        return "under a minute"
    return f"about {round(seconds / 60)} min"


def reading_time(seconds: float) -> str:
    """How long somebody read who did open it: without script, or gone at once, nobody can tell."""
    return minutes(seconds) if seconds > 0 else "time not known"


def minutes_short(seconds: float) -> str:
    """The same grain where a column is too narrow for a sentence."""
    if seconds <= 0:
        return "–"
    return "< 1 min" if seconds < 60 else f"{round(seconds / 60)} min"


def ago(days: float) -> str:
    if days < 1:
        return "today"
    whole = int(days)
    return "yesterday" if whole == 1 else f"{whole} days ago"


def many(count: int, one: str, more: str | None = None) -> str:
    return f"{count} {one if count == 1 else more or one + 's'}"


def warmth_word(warmth: int, quiet_days: int | None) -> str:
    """Five words, no score. Quiet is said instead of warmth, because it is the newer fact."""
    if quiet_days is not None:
        return f"quiet for {many(quiet_days, 'day')}"
    return WORDS[max(0, min(4, warmth))]


def text_width(text: str, size: float) -> float:
    """A close guess at the drawn width: the server cannot measure the font, and SVG text does not wrap."""
    units = sum(0.31 if c in NARROW else 0.84 if c in WIDE else 0.64 if c.isupper() else 0.55 for c in text)
    return units * size


def fit(text: str, width: float, size: float) -> str:
    """The text, or as much of it as fits with an ellipsis."""
    if text_width(text, size) <= width:
        return text
    short = text
    while short and text_width(short + "…", size) > width:
        short = short[:-1]
    return short.rstrip(" ,.-") + "…"
