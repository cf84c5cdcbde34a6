"""What a file of people may say in its cells: words for say and stance, and the workspace's own roles and stages."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from app.accounts.models import SAYS, STANCES
from app.core.errors import Refused
from app.core.text import slug, tidy
from app.vocabulary.models import ROLE, STAGE, Term
from app.vocabulary.queries import all_terms

_SAYS = {
    "decides": "decides|decider|decision maker|decision|high|3|owner|approver|budget",
    "shapes": "shapes|shapes the decision|shaper|influencer|influences|influence|medium|2|recommender",
    "uses": "uses|lives with it|user|end user|low|1|none",
}
_STANCES = {
    "for": "for|for us|supporter|supports|positive|champion|with us|pro|yes|+",
    "undecided": "undecided|neutral|open|unknown|mixed|unsure|0|?",
    "against": "against|against us|opponent|blocker|negative|detractor|contra|no|-",
}
_NO_STAGE = {"unknown", "not known", "n-a", "none", "untitled"}


def _by_word(words: Mapping[str, str]) -> dict[str, str]:
    return {_key(word): value for value, line in words.items() for word in line.split("|")}


def _key(word: str) -> str:
    # `+`, `?` and `-` have no letters, so a slug would not tell them apart.
    bare = word.strip().replace("−", "-").replace("–", "-")
    return bare if bare in {"+", "?", "-"} else slug(bare)


SAY_WORDS, STANCE_WORDS = _by_word(_SAYS), _by_word(_STANCES)


@dataclass(frozen=True)
class Lists:
    """The workspace's roles and stages by slug, read once for a whole file."""

    roles: dict[str, Term]
    stages: dict[str, Term]


def read_lists() -> Lists:
    """One query."""
    terms = all_terms()
    return Lists({term.slug: term for term in terms[ROLE]}, {term.slug: term for term in terms[STAGE]})


def understand(cells: Mapping[str, str], lists: Lists) -> dict[str, Any]:
    """The facts a row's cells state, as arguments of `check_facts`; an empty cell states none. Raises Refused."""
    said = {field: text for field, cell in cells.items() if (text := tidy(cell, 20_000))}
    for field, text in said.items():
        if "\n" in text.replace("\r", "\n") and field != "note":
            raise Refused("A cell runs over several lines: a quotation mark is probably missing.", field)
    facts: dict[str, Any] = {key: said[key] for key in ("title", "email", "department", "note") if key in said}
    name = said.get("name") or " ".join(said[part] for part in ("first_name", "last_name") if part in said)
    if name:
        facts["name"] = name
    if "say" in said:
        facts["say"] = _one_of(SAY_WORDS, said["say"], "say", " or ".join(SAYS.values()))
    if "stance" in said:
        facts["stance"] = _one_of(STANCE_WORDS, said["stance"], "stance", " or ".join(STANCES.values()))
    if "role" in said:
        facts["role"] = _term(lists.roles, said["role"], "role", "buying role")
    if "stage" in said and _key(said["stage"]) not in _NO_STAGE:
        facts["stage"] = _term(lists.stages, said["stage"], "stage", "stage")
    return facts


def _one_of(words: Mapping[str, str], cell: str, field: str, choices: str) -> str:
    value = words.get(_key(cell))
    if value is None:
        raise Refused(f"“{cell[:60]}” is no {field} we know: write {choices}.", field)
    return value


def _term(terms: Mapping[str, Term], cell: str, field: str, what: str) -> Term:
    term = terms.get(slug(cell))
    if term is None:
        raise Refused(f"There is no {what} called “{cell[:60]}”.", field)
    return term
