"""Changing the vocabulary: its defaults, adding, renaming, reordering and retiring terms."""

from datetime import datetime

from sqlalchemy import func, select

from app.core import text
from app.core.db import session
from app.core.errors import Refused
from app.vocabulary.models import FUNCTION, ISSUE, KIND, LISTS, OBJECTIVE, RISK, RIVAL, ROLE, STAGE, Term
from app.vocabulary.queries import find_named, terms_of

DEFAULTS: dict[str, list[tuple[str, str]]] = {
    ROLE: [
        ("Budget holder", "Owns the money"),
        ("Executive sponsor", "Puts their name to it"),
        ("Champion", "Wants it and says so"),
        ("Numbers checker", "Tests the business case"),
        ("Technical evaluator", "Asks how it works"),
        ("Security and risk", "Asks what could go wrong"),
        ("Process owner", "Runs the work it changes"),
        ("Procurement", "Buys it"),
        ("Legal", "Reads the contract"),
        ("End user", "Lives with it"),
    ],
    STAGE: [
        ("Recognise", "They feel the problem"),
        ("Explore", "They look around"),
        ("Compare", "They weigh options"),
        ("Justify", "They defend the choice"),
        ("Commit", "They sign"),
    ],
    RIVAL: [
        ("Do nothing", "Leave things as they are"),
        ("Do it ourselves", "Build it or handle it in house"),
    ],
    ISSUE: [
        ("Cost", "What it costs, and what waiting costs"),
        ("Risk and compliance", "What could go wrong, and who answers for it"),
        ("Time and effort", "Who has to do the work"),
        ("Proof", "Whether it works elsewhere"),
    ],
    OBJECTIVE: [
        ("Open their eyes", "Show a problem or a chance they have not seen"),
        ("Frame the choice", "Say what a good answer must do"),
        ("Prove the claim", "Let others and figures speak"),
        ("Answer a doubt", "Take one objection seriously"),
        ("Help them decide", "Give them what their colleagues will ask for"),
    ],
    KIND: [
        ("Overview", "Says in general what it is about"),
        ("One concern", "Takes up one question of one reader"),
        ("Comparison", "Beside a rival, point by point"),
        ("Proof", "A story, a study, a figure"),
        ("Tool", "Something to use: a sheet, a plan, a calculator"),
        ("Script", "Words to say"),
        ("Battlecard", "What to say against a rival"),
        ("Template", "Something to fill in"),
    ],
    RISK: [
        ("Fear of change", "They doubt that their people will follow"),
        ("Lost sponsor", "Whoever wanted it has gone or gone quiet"),
        ("Budget in doubt", "The money may go elsewhere"),
        ("Security in doubt", "Somebody can stop it on security or law"),
    ],
    FUNCTION: [
        ("Delivery", "Must be able to do what we promise"),
        ("Product", "Knows what it does"),
        ("Legal", "Answers for what we state"),
        ("Finance", "Answers for figures"),
    ],
}
# Kinds that are for us alone: never on a buyer's link.
INTERNAL_KINDS = ("Script", "Battlecard", "Template")


def add_defaults() -> None:
    """Fills an empty vocabulary; a facet that has terms is left alone."""
    for facet, words in DEFAULTS.items():
        if terms_of(facet):
            continue
        for position, (name, hint) in enumerate(words):
            session.add(
                Term(
                    facet=facet,
                    slug=text.slug(name),
                    name=name,
                    hint=hint,
                    position=position,
                    is_builtin=facet == RIVAL or (facet == KIND and name in INTERNAL_KINDS),
                    is_internal=facet == KIND and name in INTERNAL_KINDS,
                )
            )
    session.flush()


def add_term(facet: str, name: str, hint: str = "") -> Term:
    """A new term at the end of its facet; a retired one of the same name comes back. Raises Refused."""
    if facet not in LISTS:
        raise Refused("There is no such list.", "facet")
    called = _clean_name(name)
    known = find_named(facet, called)
    if known is not None and known.retired_at is None:
        raise Refused(f"“{known.name}” is already in this list.", "name")
    if known is not None:
        known.retired_at = None
        return known
    last = session.scalar(select(func.max(Term.position)).where(Term.facet == facet))
    term = Term(
        facet=facet,
        slug=text.slug(called),
        name=called,
        hint=text.one_line(hint),
        position=0 if last is None else last + 1,
    )
    session.add(term)
    session.flush()
    return term


def rename_term(term: Term, name: str, hint: str = "") -> None:
    """Changes what a term is called; everything tagged with it follows. Raises Refused."""
    called = _clean_name(name)
    twin = find_named(term.facet, called)
    if twin is not None and twin.id != term.id:
        raise Refused(f"“{twin.name}” is already in this list.", "name")
    term.name, term.slug, term.hint = called, text.slug(called), text.one_line(hint)


def retire_term(term: Term, at: datetime) -> None:
    """Takes a term out of use; what carries it keeps it. Raises Refused for the built-in rivals."""
    if term.is_builtin:
        raise Refused(f"“{term.name}” is a rival in every deal, so it stays.", "term")
    term.retired_at = at


def move_term(term: Term, step: int) -> None:
    """Moves a term up (-1) or down (+1) in its list."""
    order = terms_of(term.facet)
    place = next((i for i, each in enumerate(order) if each.id == term.id), None)
    if place is None or not 0 <= place + step < len(order):
        return
    order[place], order[place + step] = order[place + step], order[place]
    for position, each in enumerate(order):
        each.position = position


def _clean_name(name: str) -> str:
    called = text.one_line(name, 60)
    if not called or not any(char.isalnum() for char in called):
        raise Refused("Give it a name.", "name")
    return called
