"""Writers wait their turn and readers never wait for them."""

import threading

import pytest
from sqlalchemy import Engine, func, select, text
from sqlalchemy.exc import IntegrityError, OperationalError

from app.core import db as database
from app.core.db import session
from app.vocabulary.models import Term


def test_no_write_is_lost_when_many_write_at_once(db: Engine) -> None:
    failures: list[Exception] = []

    def write(worker: int) -> None:
        try:
            for number in range(10):
                session.scalar(select(func.count()).select_from(Term))
                session.add(Term(facet="role", slug=f"{worker}-{number}", name="A role"))
                session.commit()
        except Exception as error:
            failures.append(error)
        finally:
            session.remove()

    threads = [threading.Thread(target=write, args=(n,)) for n in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert session.scalar(select(func.count()).select_from(Term).where(Term.name == "A role")) == 60


def test_a_reader_is_not_held_up_by_a_writer(sqlite: Engine) -> None:
    with sqlite.connect() as writer:
        writer.execute(text("UPDATE term SET name = name"))
        with database.reading():
            session.remove()
            assert session.scalar(select(func.count()).select_from(Term)) > 0
            session.remove()
        writer.rollback()


def test_a_reader_cannot_slip_a_write_past_a_writer(sqlite: Engine) -> None:
    with database.reading():
        session.remove()
        session.scalar(select(func.count()).select_from(Term))
        with sqlite.connect() as other:
            other.exec_driver_sql("COMMIT")
            other.exec_driver_sql("BEGIN IMMEDIATE")
            other.exec_driver_sql("UPDATE term SET hint = 'x'")
            other.exec_driver_sql("COMMIT")
            other.exec_driver_sql("BEGIN")
        session.add(Term(facet="role", slug="late", name="Late"))
        with pytest.raises(OperationalError):
            session.commit()
        session.rollback()


def test_insert_new_leaves_out_what_is_there(db: Engine) -> None:
    from app.core.db import insert_new

    row = {
        "facet": "role",
        "slug": "one",
        "name": "One",
        "hint": "",
        "position": 0,
        "is_builtin": False,
        "public_id": "x",
    }
    table = Term.metadata.tables["term"]
    assert insert_new(table, [row, row]) == 1
    assert insert_new(table, [row]) == 0


@pytest.mark.parametrize(
    ("sql", "is_overtaken"),
    [
        ("INSERT INTO rating (asset_id, user_id, is_useful, at) VALUES (77, 77, {yes}, '2026-11-22')", True),
        ("INSERT INTO term SELECT * FROM term WHERE slug = 'do-nothing'", True),
        ("UPDATE term SET name = NULL", False),
    ],
)
def test_only_somebody_elses_row_is_told_from_a_fault(db: Engine, sql: str, is_overtaken: bool) -> None:
    yes = "true" if db.dialect.name == "postgresql" else "1"
    with pytest.raises(IntegrityError) as raised:
        session.execute(text(sql.format(yes=yes)))
    session.rollback()
    assert database.is_overtaken(raised.value) is is_overtaken
