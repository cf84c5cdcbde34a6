"""Tells the sample story: sends go through composing and the mailer, readings arrive as a page reports them."""

import random
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from math import ceil
from typing import Any
from uuid import UUID

from app import worker
from app.accounts.models import Account, Stakeholder
from app.auth.models import User
from app.core import clock
from app.core.db import session
from app.core.transaction import commit
from app.demo.library_life import LibraryLife
from app.demo.reader import AGENTS, BROWSER_BITS, Reader
from app.library.models import Asset
from app.sending import composing
from app.sending.models import TrackedLink
from app.tracking import headers, recording, sources
from app.tracking.arrivals import Arrival

ROBOT = "Mozilla/5.0 (compatible; BarracudaCentral/1.0; +http://barracudacentral.example/bot)"
LINK_LIFE = timedelta(days=120)


class Story:
    """One run over the activity of `workspace.yml`, oldest first, and what happens in the library meanwhile."""

    def __init__(
        self,
        users: dict[str, User],
        accounts: dict[str, Account],
        people: dict[tuple[str, str], Stakeholder],
        pieces: dict[str, Asset],
        life: LibraryLife,
        at: datetime,
    ) -> None:
        self.users, self.accounts, self.people, self.pieces, self.at = users, accounts, people, pieces, at
        self.life = life
        self.links: dict[tuple[str, str, str], TrackedLink] = {}
        # The same story each time: ids are drawn from a fixed seed.
        self.random = random.Random(14)  # noqa: S311

    def tell(self, activity: list[dict[str, Any]], progress: Callable[[], object]) -> None:
        """Replays every act at its time, with the jobs it causes."""
        last = datetime.min.replace(tzinfo=UTC)
        for act in sorted(activity, key=lambda each: -float(each["days_ago"])):
            # What follows something in the story follows it on the clock as well.
            moment = last = max(self._moment(float(act["days_ago"])), last + timedelta(seconds=1))
            progress()
            with clock.set_to(moment):
                mine = getattr(self, f"_{act['act']}", None)
                if mine is None:
                    # What it causes is done with the next act of the story.
                    self.life.do(act, moment)
                    continue
                mine(act, moment)
                worker.run_due()
        # Events are labelled by jobs of the present: whatever the story says, they arrived just now.
        worker.run_due()

    def _moment(self, days_ago: float) -> datetime:
        """Today as the script says; before that between eight and eight, when people are at work."""
        if days_ago < 1:
            return self.at - timedelta(days=days_ago)
        days = ceil(days_ago)
        morning = (self.at - timedelta(days=days)).replace(hour=8, minute=days * 37 % 120 % 60, second=0)
        return morning + timedelta(hours=days * 37 % 120 // 60 + (days - days_ago) * 10)

    def _send(self, act: dict[str, Any], moment: datetime) -> None:
        people = [self.people[act["account"], key] for key in act["to"]]
        sent = composing.send(
            session.get_one(User, self.users[act["by"]].id),
            session.get_one(Account, self.accounts[act["account"]].id),
            [session.get_one(Stakeholder, person.id) for person in people],
            [session.get_one(Asset, self.pieces[slug].id) for slug in act["items"]],
            subject=act["subject"],
            message=act["message"],
            allow_download=True,
            expires_at=moment + LINK_LIFE,
            channel="mail",
            form_key=None,
            at=moment,
        )
        slugs = {self.pieces[slug].id: slug for slug in act["items"]}
        keys = {person.id: key for person, key in zip(people, act["to"], strict=True)}
        for delivery in sent.deliveries:
            for link in delivery.links:
                self.links[act["account"], keys[delivery.stakeholder_id], slugs[link.asset_id]] = link
        commit()

    def _read(self, act: dict[str, Any], moment: datetime) -> None:
        link, device = self._link(act), act["device"]
        seconds = {int(page): float(value) for page, value in act["pages"].items()}
        start = clock.to_ms(moment) - round(sum(seconds.values()) * 1000)
        reader = Reader(link, device, self._visitor(link, device), self._key, start)
        recording.record(reader.measured(seconds) if act["measured"] else reader.unmeasured())

    def _scan(self, act: dict[str, Any], moment: datetime) -> None:
        """A mail filter: it asks for headers, says that it is ahead of time, or says what it is."""
        how = act["how"]
        bits = {"head": headers.NOT_GET, "prefetch": headers.PREFETCH | BROWSER_BITS, "declared": 0}[how]
        agent = ROBOT if how == "declared" else AGENTS["desktop"]
        recording.record([self._open(act, moment, "203.0.113.9", agent, bits)])

    def _open_unsure(self, act: dict[str, Any], moment: datetime) -> None:
        recording.record([self._open(act, moment, "198.51.100.7", AGENTS["desktop"], BROWSER_BITS)])

    def _download(self, act: dict[str, Any], moment: datetime) -> None:
        """The reader who is still there takes a copy."""
        link = self._link(act)
        device = act.get("device", "desktop")
        recording.record([Reader(link, device, self._visitor(link, device), self._key, clock.to_ms(moment)).download()])

    def _open(self, act: dict[str, Any], moment: datetime, address: str, agent: str, bits: int) -> Arrival:
        link = self._link(act)
        return Arrival(
            link.id,
            "open",
            clock.to_ms(moment),
            self._key(),
            origin=sources.origin_of(address, moment),
            agent=agent,
            header_bits=bits,
            asset_version_id=link.version_id,
        )

    def _link(self, act: dict[str, Any]) -> TrackedLink:
        return self.links[act["account"], act["person"], act["item"]]

    def _key(self) -> str:
        return str(UUID(int=self.random.getrandbits(128), version=4))

    def _visitor(self, link: TrackedLink, device: str) -> str:
        """The same person on the same link and device is the same visitor."""
        return str(UUID(int=random.Random(f"{link.id}:{device}").getrandbits(128), version=4))  # noqa: S311
