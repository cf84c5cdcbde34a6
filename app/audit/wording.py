"""What an entry of the trail says: one sentence part after the name of who did it."""

from collections import defaultdict
from datetime import date
from typing import Any

from app.audit.models import AuditEntry

# Facts in braces are those the act was recorded with.
ACTS: dict[str, str] = {
    # The life of a piece.
    "create": "made it",
    "add_version": "began version {version}",
    "rewrite": "rewrote version {version}",
    "publish": "published version {version}",
    "retire": "retired it",
    "trash": "put it in the trash",
    "restore": "restored it from the trash",
    "delete": "deleted it for good",
    "undo": "undid: {undone}",
    "still_right": "checked it: still right, look again by {until}",
    "expire": "took it from sending: it expired on {on}",
    "replace": "named what replaces it: {by}",
    "ask_review": "asked {of} to review version {version}",
    "approve": "approved version {version}",
    "want_changes": "asked for changes to version {version}: {words}",
    "bring_back": "brought version {version} back as version {as_version}",
    "caption": "gave version {version} captions",
    "uncaption": "took the captions of version {version} away",
    # What is said of it, and what it states.
    "tag": "changed its tags",
    "change_facts": "changed what is said about it",
    "set_claims": "chose the facts it states",
    "sign": "signed “{words}”",
    "unsign": "took back the signature under “{words}”",
    "check": "checked it against “{words}”",
    # Copies for accounts, and what sales makes and says.
    "make_variant": "made it from “{master}”, version {version}",
    "take_over": "took over version {version} of its master",
    "keep_mine": "kept it as it is, though its master moved on",
    "register": "added it, made in {minutes} minutes",
    "judge": "judged it: {verdict}",
    "adopt": "took it into the library",
    "take_back_verdict": "took back the verdict",
    "take_back_adoption": "gave it back to who made it",
    "settle": "answered a remark",
    "reopen": "opened a remark again",
    # Facts, and the words everything is tagged with.
    "state_fact": "wrote this fact down",
    "change_fact": "changed this fact",
    "put_back": "brought it back into use",
    "set_members": "said who signs: {members}",
    "add_word": "added this word",
    "rename_word": "renamed it, was: {was}",
    "merge_words": "merged {was} into it",
    "make_internal": "made pieces of this kind internal only",
    "make_open": "let pieces of this kind go to buyers",
    "add_entry": "added it to the dictionary",
}


def words_of(entry: AuditEntry) -> str:
    """For example "published version 3"; an act without words of its own is named plainly."""
    facts: defaultdict[str, str] = defaultdict(str, {name: _plain(value) for name, value in entry.facts.items()})
    if entry.act == "undo":
        facts["undone"] = name_of(str(entry.facts.get("undone", "")))
    said = ACTS.get(entry.act, name_of(entry.act)).format_map(facts)
    if entry.act == "replace" and not facts["by"]:
        said = "took back what replaces it"
    if entry.facts.get("as_admin"):
        said += ", as an admin"
    if entry.facts.get("over"):
        said += f" over the missing approval of {facts['over']}"
    return said


def name_of(act: str) -> str:
    """An act as a choice in a list."""
    return act.replace("_", " ")


def _plain(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(str(each) for each in value[:10])
    if isinstance(value, dict) or value is None:
        return ""
    return _day(str(value))


def _day(value: str) -> str:
    """A date of a fact as people write it; anything else as it is."""
    try:
        found = date.fromisoformat(value) if len(value) == len("2026-11-22") else None
    except ValueError:
        return value
    return f"{found.day} {found:%B %Y}" if found else value
