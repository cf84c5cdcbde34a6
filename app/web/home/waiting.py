"""What waits for this person in the library: what to review, check, sign, answer or judge."""

from dataclasses import dataclass
from datetime import datetime

from app.auth.models import User
from app.auth.permissions import may
from app.feedback.models import Remark
from app.feedback.queries import unanswered_for, waiting_for_verdict
from app.library import expiring, flagging, reviewing, variants
from app.library.answers import answers_for
from app.library.models import Asset, AssetClaim, Review


@dataclass(frozen=True, slots=True)
class Waiting:
    """`changed` counts pieces in use that carry a changed fact; only who mends them is told."""

    to_review: list[Review]
    answers: list[Review]
    due: list[Asset]
    to_sign: list[AssetClaim]
    remarks: list[tuple[Remark, Asset]]
    behind: list[Asset]
    changed: int
    to_judge: int

    @property
    def is_empty(self) -> bool:
        lists = (self.to_review, self.answers, self.due, self.to_sign, self.remarks, self.behind)
        return not (any(lists) or self.changed or self.to_judge)


def waiting_for(user: User, at: datetime) -> Waiting:
    """In eight queries, whatever there is."""
    return Waiting(
        to_review=reviewing.asked_of(user),
        answers=answers_for(user),
        due=expiring.due_for(user, at),
        to_sign=flagging.waiting_for(user),
        remarks=unanswered_for(user),
        behind=variants.behind_for(user),
        changed=flagging.changed_for(user) if may(user, "library.publish") else 0,
        to_judge=waiting_for_verdict(user),
    )
