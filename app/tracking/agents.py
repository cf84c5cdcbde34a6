"""Judging user-agent texts: which robots say so, and which browser, system and kind of device the others are.

The list of honest robots is a floor, not the answer: no mail filter that poses as a browser is on it. The data file
names its source. Browsers whose names merely contain a robot's word are masked before the list is asked.
"""

import hashlib
import json
import re
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

RULESET = 1
LONGEST = 1000
PHONE, TABLET, COMPUTER = "phone", "tablet", "computer"

_DATA = Path(__file__).with_name("data") / "isbot.json"


@dataclass(frozen=True)
class Verdict:
    """What one user-agent text is. `is_check`: a mail program that looks before its person does."""

    declared_name: str | None
    is_check: bool
    is_headless: bool
    family: str | None
    os: str | None
    device: str | None


def clean(text: str | None) -> str:
    """The text as it is stored and hashed."""
    return (text or "").replace("\x00", "").strip()[:LONGEST]


def hash_of(text: str) -> str:
    """What finds a cleaned text again."""
    return hashlib.sha256(text.encode("utf-8", "surrogateescape")).hexdigest()


NOBODY = hash_of("")


@lru_cache(maxsize=4096)
def judge(text: str) -> Verdict:
    """The verdict on a cleaned text; a text seen before costs nothing."""
    name, is_check = _declared(text)
    family, system = _names(text)
    return Verdict(name, is_check, "HeadlessChrome" in text, family, system, _device(text))


def _declared(text: str) -> tuple[str | None, bool]:
    if not text:
        return None, False
    rules = _rules()
    for pattern, name, is_check in rules.own:
        if pattern.search(text):
            return name, is_check
    found = rules.robots.search(rules.people.sub("", text))
    return (None, False) if found is None else (_robot_name(text, found), False)


def _robot_name(text: str, found: re.Match[str]) -> str:
    """How the robot is called: as the list of crawlers has it, else by the word that gave it away."""
    for pattern in _crawlers():
        if named := pattern.search(text):
            return re.sub(r"[/;:(\s]+$", "", named.group(0)).strip()[:120] or "Robot"
    product = re.match(r"[\w.\- ]{2,40}(?=/)", text)
    if product and not text.startswith("Mozilla/"):
        return product.group(0).strip()
    word = next((each for each in re.findall(r"[\w.\-]+", text) if found.group(0).strip().lower() in each.lower()), "")
    return word[:120] or "Robot"


def _names(text: str) -> tuple[str | None, str | None]:
    from ua_parser import parse_os, parse_user_agent

    agent, system = parse_user_agent(text), parse_os(text)
    return (agent.family[:120] if agent else None), (system.family[:120] if system else None)


def _device(text: str) -> str | None:
    if "iPad" in text or "Tablet" in text or ("Android" in text and "Mobile" not in text):
        return TABLET
    if "iPhone" in text or "Mobile" in text:
        return PHONE
    return COMPUTER if re.search(r"Windows NT|Macintosh|X11|CrOS", text) else None


@dataclass(frozen=True)
class _Rules:
    own: list[tuple[re.Pattern[str], str, bool]]
    people: re.Pattern[str]
    robots: re.Pattern[str]


@cache
def _rules() -> _Rules:
    data: dict[str, Any] = json.loads(_DATA.read_text("utf-8"))
    return _Rules(
        own=[(re.compile(each["pattern"]), each["name"], each["check"]) for each in data["own"]],
        people=re.compile("|".join(data["people"]), re.IGNORECASE),
        robots=re.compile("|".join(data["patterns"]), re.IGNORECASE),
    )


@cache
def _crawlers() -> list[re.Pattern[str]]:
    import crawleruseragents

    return [re.compile(each["pattern"]) for each in crawleruseragents.CRAWLER_USER_AGENTS_DATA]
