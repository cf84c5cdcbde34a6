"""Saying what a term is used by."""

from app.vocabulary import dictionary
from app.vocabulary.references import Usage
from app.web.jinja import plural

# What the rows of a table are called; those the dictionary has a word for go by that.
_KEYS = {"asset": "asset", "account": "account", "stakeholder": "stakeholder"}
_WORDS = {"claim": ("claim", "claims"), "user_account": ("colleague", "colleagues")}


def usage_words(usage: Usage) -> list[str]:
    """Such as "12 pieces" and "3 accounts"; a table that nobody named here is called by its own name."""
    return [plural(count, *_called(table)) for table, count in sorted(usage.items(), key=_order) if count]


def _called(table: str) -> tuple[str, str]:
    if table in _KEYS:
        return dictionary.current().word(_KEYS[table]), dictionary.current().words(_KEYS[table])
    return _WORDS.get(table) or (table.replace("_", " "), table.replace("_", " ") + "s")


def _order(item: tuple[str, int]) -> tuple[int, str]:
    known = [*_KEYS, *_WORDS]
    return (known.index(item[0]) if item[0] in known else len(known), item[0])
