"""Useful or not, and the thread of a piece: who hears what, who settles, who removes."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine, event

from app.core.db import session
from app.core.errors import NotFound, Refused
from app.core.transaction import commit
from app.feedback import rating, remarking
from app.feedback.models import Remark
from app.feedback.queries import get_remark_for, threads_for, unanswered_for
from app.library.models import DRAFT, Asset
from tests.cast import NOW, Cast
from tests.factories import an_asset

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
def asset(cast: Cast) -> Asset:
    return an_asset(cast.maya)


def asked(cast: Cast, asset: Asset, words: str = "CFOs ask about energy", **given: object) -> Remark:
    made = remarking.remark(cast.ravi, asset, words, NOW, **given)  # type: ignore[arg-type]
    commit()
    return made


def test_the_last_word_of_each_person_counts(cast: Cast, asset: Asset) -> None:
    for user, said in ((cast.ravi, True), (cast.rosa, True), (cast.max, False), (cast.ravi, False), (cast.max, None)):
        rating.rate(user, asset, said, NOW)
    commit()
    assert rating.useful(cast.ravi, asset) == rating.Useful(1, 2, False)
    assert rating.useful(cast.maya, asset).mine is None
    assert rating.useful(cast.maya, asset).share is None, "two people are no share"
    assert rating.Useful(6, 10, None).share == 0.6


def test_a_remark_about_an_account_is_heard_by_who_sees_it(cast: Cast, asset: Asset) -> None:
    about = asked(cast, asset, account=cast.fernholt)
    plain = asked(cast, asset, "Nothing secret")
    answer = remarking.remark(cast.maya, asset, "Fernholt gets version 2", NOW, answers=about)
    commit()
    assert {thread.first.id for thread in threads_for(cast.max, asset)} == {about.id, plain.id}
    heard = threads_for(cast.rosa, asset)
    assert [(thread.first.id, thread.answers) for thread in heard] == [(plain.id, [])]
    for hidden in (about, answer):
        with pytest.raises(NotFound):
            get_remark_for(cast.rosa, hidden.public_id)
    assert get_remark_for(cast.ravi, answer.public_id)[0].id == answer.id


def test_a_remark_on_a_piece_one_does_not_see_is_not_found(cast: Cast) -> None:
    draft = an_asset(cast.maya, "Draft", state=DRAFT)
    made = remarking.remark(cast.maya, draft, "To do", NOW)
    commit()
    with pytest.raises(NotFound):
        get_remark_for(cast.ravi, made.public_id)


def test_the_owner_sees_what_nobody_has_answered(cast: Cast, asset: Asset) -> None:
    first, second = asked(cast, asset), asked(cast, asset, "And the price?")
    remarking.remark(cast.maya, asset, "My own note", NOW)
    assert [remark.id for remark, _ in unanswered_for(cast.maya)] == [first.id, second.id]
    assert unanswered_for(cast.ravi) == []
    remarking.remark(cast.maya, asset, "On page 5", NOW, answers=first)
    remarking.settle(cast.maya, asset, second, NOW, "Added to version 3")
    commit()
    assert unanswered_for(cast.maya) == []
    thread = next(each for each in threads_for(cast.rosa, asset) if each.first.id == second.id)
    assert (thread.first.settled_by, thread.last_answer and thread.last_answer.words) == (
        cast.maya, "Added to version 3",
    )  # fmt: skip
    remarking.reopen(cast.ravi, asset, second, NOW)
    assert second.settled_at is None


def test_who_settles(cast: Cast, asset: Asset) -> None:
    question = asked(cast, asset)
    answer = remarking.remark(cast.rosa, asset, "Same here", NOW, answers=question)
    with pytest.raises(Refused):
        remarking.settle(cast.rosa, asset, question, NOW)
    with pytest.raises(Refused, match="not an answer"):
        remarking.settle(cast.maya, asset, answer, NOW)
    remarking.settle(cast.ravi, asset, question, NOW)


def test_ones_own_words_are_removed_for_a_day_and_come_back(cast: Cast, asset: Asset) -> None:
    question = asked(cast, asset)
    remarking.remark(cast.rosa, asset, "Same here", NOW, answers=question)
    lone = asked(cast, asset, "Never mind")
    for mine in (question, lone):
        remarking.remove(cast.ravi, mine, NOW)
    commit()
    assert [thread.first.id for thread in threads_for(cast.rosa, asset)] == [question.id], "its answer stays"
    assert len(threads_for(cast.ravi, asset)) == 2
    remarking.restore(cast.ravi, question, NOW)
    assert question.removed_at is None
    with pytest.raises(Refused):
        remarking.remove(cast.maya, question, NOW)
    with pytest.raises(Refused):
        remarking.remove(cast.ravi, question, NOW + timedelta(hours=25))


@pytest.mark.parametrize("words", ["", " \n\x00", "x" * 2001])
def test_words_that_are_none_or_too_many(cast: Cast, asset: Asset, words: str) -> None:
    with pytest.raises(Refused) as refusal:
        asked(cast, asset, words)
    assert refusal.value.field == "words"


def test_an_answer_belongs_to_its_piece_and_opens_no_account(cast: Cast, asset: Asset) -> None:
    question = asked(cast, asset)
    with pytest.raises(Refused):
        remarking.remark(cast.maya, an_asset(cast.maya, "Other"), "Wrong place", NOW, answers=question)
    answer = remarking.remark(cast.maya, asset, "Yes", NOW, answers=question, account=cast.fernholt)
    again = remarking.remark(cast.ravi, asset, "Thanks", NOW, answers=answer)
    assert (answer.account, again.parent_id) == (None, question.id)


def test_threads_take_the_same_queries_for_one_and_for_many(cast: Cast, asset: Asset, db: Engine) -> None:
    def queries() -> int:
        session.expire_all()
        seen: list[str] = []
        event.listen(db, "before_cursor_execute", note := lambda *args: seen.append(args[2]))
        threads_for(cast.ravi, asset)
        unanswered_for(cast.maya)
        event.remove(db, "before_cursor_execute", note)
        return len(seen)

    asked(cast, asset, account=cast.fernholt)
    few = queries()
    for number in range(6):
        question = asked(cast, asset, f"Question {number}", account=cast.fernholt)
        remarking.remark(cast.rosa, asset, "Same here", NOW, answers=question)
    commit()
    assert queries() == few
