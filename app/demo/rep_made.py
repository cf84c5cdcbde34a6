"""What reps of the sample workspace wrote themselves: copies for an account, and pieces that marketing judged."""

from datetime import datetime

from app.core.db import session
from app.demo.library_life import Act, LibraryLife
from app.exchange.front_matter import LISTS
from app.feedback import registering
from app.feedback.models import RepMade
from app.library import publishing, reviewing, varying
from app.library.facts import Facts
from app.library.telling import tell
from app.vocabulary.models import Term
from app.vocabulary.queries import find_named


class LifeOfReps(LibraryLife):
    """The same run, with what reps made."""

    def _vary(self, act: Act, moment: datetime) -> None:
        user, account = self._user(act["by"]), session.merge(self.accounts[act["account"]])
        variant = varying.make_variant(user, self._piece(act["item"]), account, moment)
        self.pieces[act["key"]] = variant
        facts = varying.facts_of(variant, variant.title)
        publishing.write(user, moment, facts, source=self._reworded(variant, act), asset=variant)
        varying.ask_for_publishing(user, variant, moment)

    def _publish(self, act: Act, moment: datetime) -> None:
        """Somebody who was asked reads it, approves it and publishes it."""
        self._answer({**act, "item": act["key"], "verdict": reviewing.APPROVED, "words": ""}, moment)
        publishing.publish(self._user(act["by"]), self._piece(act["key"]), moment)

    def _make(self, act: Act, moment: datetime) -> None:
        user = self._user(act["by"])
        asset = publishing.write(user, moment, Facts.clean(title=act["title"]), source=act["text"])
        registering.register(user, asset, act["minutes"], moment)
        self.pieces[act["key"]] = asset

    def _judge(self, act: Act, moment: datetime) -> None:
        registering.judge(self._user(act["by"]), self._made(act), act["verdict"], act["note"], moment)

    def _adopt(self, act: Act, moment: datetime) -> None:
        """Taken into the library, said to whom it helps, and published."""
        user, made = self._user(act["by"]), self._made(act)
        registering.adopt(user, made, moment)
        facts = Facts.clean(
            title=made.asset.title, summary=act["summary"], use_when=act["use_when"], say=act["say"],
            terms=_terms(act), owner=user,
        )  # fmt: skip
        tell(made.asset, moment, facts)
        publishing.publish(user, made.asset, moment)

    def _made(self, act: Act) -> RepMade:
        return session.get_one(RepMade, self.pieces[act["key"]].id)


def _terms(act: Act) -> list[Term]:
    named = [(LISTS[key], name) for key in act if key in LISTS for name in _listed(act[key])]
    return [term for facet, name in named if (term := find_named(facet, name)) is not None]


def _listed(value: str | list[str]) -> list[str]:
    return [value] if isinstance(value, str) else value
