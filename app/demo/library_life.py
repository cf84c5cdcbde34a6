"""What people do in the library of the sample workspace: each act through the room that knows it, at its time."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from app.accounts.models import Account
from app.auth.models import User
from app.claims import members, stating
from app.claims.models import Claim
from app.claims.stating import Fact
from app.core.db import session
from app.core.transaction import commit
from app.feedback import rating, remarking
from app.feedback.models import Remark
from app.library import publishing, replacing, reviewing, signing, varying
from app.library.models import Asset
from app.library.queries import latest_version
from app.library.telling import tell
from app.vocabulary import defining
from app.vocabulary.queries import find_named

Act = dict[str, Any]


class LibraryLife:
    """One run over the acts of `library.yml`. `pieces` are by file name, or by the key an act gave its own."""

    def __init__(
        self, users: dict[str, User], accounts: dict[str, Account], pieces: dict[str, Asset], at: datetime
    ) -> None:
        self.users, self.accounts, self.at = users, accounts, at
        self.pieces = dict(pieces)
        self.claims: dict[str, Claim] = {}
        self.remarks: dict[str, Remark] = {}

    def begin(self, script: dict[str, Any], moment: datetime) -> None:
        """Who signs for what, and the words of both sides."""
        for name, emails in script["functions"].items():
            function = find_named("function", name)
            assert function is not None, name
            members.set_members(self.users["alex@wintermere.example"], function, self._people(emails), moment)
        for row in script["dictionary"]:
            owner = self._user(row["owner"])
            sides = (", ".join(row["marketing"]), ", ".join(row["sales"]))
            facts = defining.Facts.clean(row["label"], row["plural"], row["definition"], *sides)
            defining.add_entry(owner, facts, owner, moment)
        commit()

    def do(self, act: Act, moment: datetime) -> None:
        """One act, committed."""
        getattr(self, f"_{act['act']}")(act, moment)
        commit()

    def _state(self, act: Act, moment: datetime) -> None:
        user = self._user(act["by"])
        claim = self.claims[act["key"]] = stating.state(user, self._fact(act, act["words"], user), moment)
        for asset in self._each(act["on"]):
            signing.set_claims(user, asset, [*(each.claim for each in asset.claims), claim], moment)

    def _fact(self, act: Act, words: str, owner: User) -> Fact:
        rival = find_named("rival", act["rival"]) if "rival" in act else None
        function = find_named("function", act["function"])
        return Fact.clean(words=words, evidence=act["evidence"], rival=rival, function=function, owner=owner)

    def _restate(self, act: Act, moment: datetime) -> None:
        claim = session.merge(self.claims[act["key"]])
        fact = Fact(act["words"], claim.evidence, claim.rival, claim.function, claim.owner)
        stating.change(self._user(act["by"]), claim, fact, moment)

    def _sign(self, act: Act, moment: datetime) -> None:
        for asset in self._each(act["on"]):
            signing.sign(self._user(act["by"]), asset, session.merge(self.claims[act["key"]]), moment)

    def _date(self, act: Act, moment: datetime) -> None:
        asset = self._piece(act["item"])
        facts = varying.facts_of(asset, asset.title)
        days = {name: self._day(act[key]) for name, key in _DAYS.items() if key in act}
        tell(asset, moment, replace(facts, **days))

    def _replace(self, act: Act, moment: datetime) -> None:
        replacing.replace(self._user(act["by"]), self._piece(act["item"]), self._piece(act["with"]), moment)

    def _rate(self, act: Act, moment: datetime) -> None:
        for key, is_useful in (("useful", True), ("not_useful", False)):
            for user in self._people(act.get(key, [])):
                rating.rate(user, self._piece(act["item"]), is_useful, moment)

    def _remark(self, act: Act, moment: datetime) -> None:
        answers = session.merge(self.remarks[act["answers"]]) if "answers" in act else None
        asset = self._piece(act["item"]) if answers is None else session.get_one(Asset, answers.asset_id)
        account = session.merge(self.accounts[act["account"]]) if "account" in act else None
        made = remarking.remark(self._user(act["by"]), asset, act["words"], moment, account=account, answers=answers)
        if "key" in act:
            self.remarks[act["key"]] = made

    def _settle(self, act: Act, moment: datetime) -> None:
        question = session.merge(self.remarks[act["key"]])
        remarking.settle(self._user(act["by"]), session.get_one(Asset, question.asset_id), question, moment)

    def _ask(self, act: Act, moment: datetime) -> None:
        reviewing.ask(self._user(act["by"]), self._piece(act["item"]), self._people(act["reviewers"]), moment)

    def _answer(self, act: Act, moment: datetime) -> None:
        asset = self._piece(act["item"])
        version = latest_version(asset)
        assert version is not None
        user = self._user(act["by"])
        reviewing.answer(user, asset, act["verdict"], act["words"], version.content_hash, moment)

    def _revise(self, act: Act, moment: datetime) -> None:
        """The next version of a piece in use, with a few words changed."""
        asset, user = self._piece(act["item"]), self._user(act["by"])
        facts = replace(varying.facts_of(asset, asset.title), note=act["note"])
        publishing.write(user, moment, facts, source=self._reworded(asset, act), asset=asset)
        publishing.publish(user, asset, moment)

    def _reworded(self, asset: Asset, act: Act) -> str:
        version = latest_version(asset)
        assert version is not None
        assert version.source is not None
        assert act["from"] in version.source, act
        return version.source.replace(act["from"], act["to"])

    def _day(self, days: int) -> Any:
        return (self.at + timedelta(days=days)).date()

    def _user(self, email: str) -> User:
        return session.get_one(User, self.users[email].id)

    def _people(self, emails: Iterable[str]) -> list[User]:
        return [self._user(email) for email in emails]

    def _piece(self, key: str) -> Asset:
        return session.get_one(Asset, self.pieces[key].id)

    def _each(self, keys: Iterable[str]) -> list[Asset]:
        return [self._piece(key) for key in keys]


_DAYS = {"review_by": "review_in", "expires_on": "expires_in"}
