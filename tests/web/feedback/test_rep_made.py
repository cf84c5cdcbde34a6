"""The register of what reps made, and its figures on Insights."""

import re
from collections.abc import Callable
from io import BytesIO

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select

from app.core.db import engine, session
from app.feedback import registering
from app.feedback.models import RepMade
from app.library.models import DRAFT
from tests.cast import NOW, Cast
from tests.conftest import new_client, sign_in
from tests.documents import pdfs
from tests.factories import an_asset

TYPED = {"title": "My one-pager", "use_when": "Before the numbers call", "minutes": "90", "source": "It pays."}


@pytest.fixture
def browser(app: Flask, cast: Cast) -> Callable[[str], FlaskClient]:
    return lambda who: sign_in(new_client(app), getattr(cast, who))


def only_one() -> RepMade:
    session.remove()
    return session.scalars(select(RepMade)).one()


def test_a_piece_is_entered_judged_and_adopted(browser: Callable[[str], FlaskClient]) -> None:
    ravi, maya, rosa = browser("ravi"), browser("maya"), browser("rosa")
    assert ravi.post("/library/rep-made/new", data=TYPED).status_code == 303
    made = only_one()
    public_id, path = made.asset.public_id, f"/library/rep-made/{made.asset.public_id}"
    assert (made.minutes, made.asset.state, made.asset.use_when) == (90, DRAFT, "Before the numbers call")
    for page in (rosa.get("/library/rep-made"), rosa.get(f"/library/{public_id}"), rosa.get("/library?q=one-pager")):
        assert "My one-pager" not in page.text
    assert "1 piece made by sales" in maya.get("/").text
    assert rosa.post(f"{path}/withdraw").status_code == 404
    refused = maya.post(f"{path}/verdict", data={"verdict": "off", "note": ""})
    assert refused.status_code == 422
    assert "Say what was off" in refused.text
    maya.post(f"{path}/verdict", data={"verdict": "fixed", "note": "The figure was old"})
    page = ravi.get("/library/rep-made").text
    assert "Fixed" in page
    assert "The figure was old" in page
    assert maya.post(f"{path}/adopt").location == f"/library/{public_id}"
    assert only_one().asset.owner.name == "Maya Moreau"
    assert "My one-pager" in ravi.get("/library/rep-made").text
    maya.post(f"{path}/take-back-adoption")
    maya.post(f"{path}/take-back-verdict")
    assert only_one().verdict is None


def test_a_file_is_entered(browser: Callable[[str], FlaskClient]) -> None:
    data = {**TYPED, "source": "", "file": (BytesIO(pdfs.a_pdf()), "deck.pdf")}
    answer = browser("ravi").post("/library/rep-made/new", data=data, content_type="multipart/form-data")
    assert answer.status_code == 303
    made = only_one()
    assert (made.asset.format, made.asset.versions[0].state) == ("pdf", "preparing")


@pytest.mark.parametrize(
    "wrong",
    [
        {"title": ""}, {"minutes": ""}, {"minutes": "-3"}, {"minutes": "9" * 400}, {"minutes": "½"}, {"source": ""},
        {"source": "x" * 110_000}, {"use_when": "x" * 3000}, {"title": "\x00"},
    ],
)  # fmt: skip
def test_what_is_missing_is_said_and_the_rest_kept(
    browser: Callable[[str], FlaskClient], wrong: dict[str, str]
) -> None:
    answer = browser("ravi").post("/library/rep-made/new", data={**TYPED, **wrong})
    assert answer.status_code == 422
    assert "error-summary" in answer.text
    assert session.scalars(select(RepMade)).all() == []


def test_its_maker_changes_the_text_until_it_is_taken_over(browser: Callable[[str], FlaskClient]) -> None:
    ravi, maya = browser("ravi"), browser("maya")
    ravi.post("/library/rep-made/new", data=TYPED)
    public_id = only_one().asset.public_id
    path = f"/library/{public_id}/text"
    ravi.post(f"/library/rep-made/{public_id}/withdraw")
    page = ravi.get("/library/rep-made").text
    assert "My one-pager" not in page
    undo = re.search(r'action="(/library/undo/[^"]+|[^"]*undo[^"]*)"', page)
    assert undo is not None
    ravi.post(undo.group(1))
    assert only_one().asset.trashed_at is None
    assert "It pays." in ravi.get(path).text
    assert ravi.post(path, data={"title": "Better", "source": "It pays soon."}).status_code == 303
    made = only_one()
    assert (made.asset.title, made.asset.versions[0].source) == ("Better", "It pays soon.")
    assert maya.get(path).status_code == 404
    maya.post(f"/library/rep-made/{made.asset.public_id}/verdict", data={"verdict": "on"})
    maya.post(f"/library/rep-made/{made.asset.public_id}/adopt")
    assert ravi.get(path).status_code == 404


def test_insights_show_counts_and_no_colleagues_to_a_rep(browser: Callable[[str], FlaskClient], cast: Cast) -> None:
    for user, verdict in ((cast.ravi, "on"), (cast.rosa, "off")):
        made = registering.register(user, an_asset(user, state=DRAFT), 60, NOW)
        registering.judge(cast.maya, made, verdict, "Why", NOW)
    session.commit()
    page = browser("maya").get("/insights").text
    assert "1 of 2 judged pieces" in page
    assert "Rosa Reyes" in page
    own = browser("ravi").get("/insights").text
    assert "1 of 1 judged pieces" in own
    assert "Rosa Reyes" not in own


def test_the_register_takes_the_same_queries_for_one_and_for_many(
    browser: Callable[[str], FlaskClient], cast: Cast
) -> None:
    maya = browser("maya")

    def enter(count: int) -> None:
        for number in range(count):
            made = registering.register(cast.ravi, an_asset(cast.ravi, f"Deck {number}", state=DRAFT), 5, NOW)
            if number % 2:
                registering.judge(cast.maya, made, "off", "No", NOW)
        session.commit()

    def queries(path: str) -> int:
        seen: list[str] = []
        event.listen(engine(), "before_cursor_execute", note := lambda *args: seen.append(args[2]))
        assert maya.get(path).status_code == 200
        event.remove(engine(), "before_cursor_execute", note)
        return len(seen)

    enter(2)
    # The first page of a process also reads the words that the pages are written in.
    queries("/library/rep-made")
    few = [queries("/library/rep-made"), queries("/insights")]
    enter(6)
    assert [queries("/library/rep-made"), queries("/insights")] == few
