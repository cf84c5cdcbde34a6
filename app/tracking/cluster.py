"""Reading the events that are judged together: all of one delivery, whichever of its links they happened on."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from app.core.db import session
from app.sending.models import Delivery, TrackedLink
from app.tracking.models import Event, UserAgent
from app.tracking.seen import Agent, Seen


@dataclass(frozen=True)
class ClusterLink:
    """What is derived needs to know of a link."""

    id: int
    stakeholder_id: int
    version_id: int


def links_of_cluster(link_id: int) -> list[ClusterLink]:
    """The links of the delivery that `link_id` belongs to; empty when there is no such link.

    The delivery stays locked until the transaction ends, so that two jobs never derive the same visits side by side.
    """
    delivery_id = session.scalar(select(TrackedLink.delivery_id).where(TrackedLink.id == link_id))
    if delivery_id is None:
        return []
    session.execute(select(Delivery.id).where(Delivery.id == delivery_id).with_for_update())
    rows = session.execute(
        select(TrackedLink.id, TrackedLink.stakeholder_id, TrackedLink.version_id)
        .where(TrackedLink.delivery_id == delivery_id)
        .order_by(TrackedLink.id)
    )
    return [ClusterLink(*row) for row in rows]


def read_cluster(link_ids: Sequence[int]) -> list[Seen]:
    """The events of these links, each with the verdict on its user agent."""
    agents: dict[int, Agent] = {}
    rows = session.execute(
        select(
            Event.id, Event.client_id, Event.kind, Event.link_id, Event.received_ms, Event.source_id, Event.ua_id,
            Event.header_bits, Event.visitor_key, Event.visit_key, Event.consent, Event.payload,
            Event.asset_version_id,
        ).where(Event.link_id.in_(link_ids))
    ).all()  # fmt: skip
    for agent in session.execute(
        select(
            UserAgent.id, UserAgent.text_hash, UserAgent.declared_name, UserAgent.is_check, UserAgent.is_headless,
            UserAgent.device,
        ).where(UserAgent.id.in_({row.ua_id for row in rows if row.ua_id is not None}))
    ):  # fmt: skip
        agents[agent.id] = Agent(*agent[1:])
    return [
        Seen(
            id=row.id,
            client_id=row.client_id,
            kind=row.kind,
            link_id=row.link_id,
            received_ms=row.received_ms,
            source=row.source_id,
            agent=agents.get(row.ua_id),
            header_bits=row.header_bits,
            visitor_key=row.visitor_key,
            visit_key=row.visit_key,
            consent=row.consent,
            payload=row.payload or {},
            version_id=row.asset_version_id,
        )
        for row in rows
    ]
