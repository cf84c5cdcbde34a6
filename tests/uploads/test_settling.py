"""From the last byte to a draft, a choice or a refusal."""

from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select, update

from app import worker
from app.core import clock
from app.core.db import begin_as, session
from app.core.errors import Refused
from app.core.jobs import Job
from app.core.storage import storage
from app.library import trashing
from app.library.models import Asset, Version
from app.library.naming import file_name_of, title_of
from app.uploads import choosing, queries, receiving, settling, sweeping
from app.uploads.models import CHECKING, DONE, DUPLICATE, OPEN, REFUSED, Upload, UploadPart
from tests.cast import NOW, Cast
from tests.documents import pdfs
from tests.uploads.bringing import bring, later, send

PDF = pdfs.a_pdf(["Rollout"])


def settle(upload: Upload) -> Upload:
    """What the job does, and the upload as it is then."""
    settling.settle(upload.id, NOW)
    session.commit()
    session.expire_all()
    return upload


def keys_under(upload: Upload) -> list[str]:
    return storage().keys(f"uploads/{upload.public_id}/")


def run_jobs() -> None:
    session.remove()
    worker.run_due()
    session.remove()
    begin_as(writer=True)


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("rollout-plan_38.pdf", "Rollout plan 38"),
        ("C:\\Users\\me\\Q3 results.final.PDF", "Q3 results final"),
        ("../../etc/passwd", "Passwd"),
        ("\u202egnp.exe\u2066.pdf", "Gnp exe"),
        ("two\nlines\x00\r.pdf", "Two lines"),
        ("…" * 500 + ".pdf", "…" * 200),
        ("a\u0301\u0301\u0301\u0301\u0301\u0301.pdf", "Á\u0301\u0301\u0301"),
        ("---.pdf", "Untitled"),
        ("", "File"),
        ("\U0001f600.pdf", "\U0001f600"),
    ],
)
def test_a_title_is_read_out_of_a_name(name: str, title: str) -> None:
    assert title_of(name) == title
    assert "\n" not in file_name_of(name)
    assert "/" not in file_name_of(name)


def test_a_file_becomes_a_draft_of_its_uploader(db: Engine, cast: Cast, tmp_path: Path) -> None:
    upload = settle(bring(cast.maya, PDF, tmp_path, "../rollout-plan_38.pdf"))
    assert upload.state == DONE
    assert upload.asset is not None
    assert (upload.asset.title, upload.asset.state, upload.asset.owner_id) == (
        "Rollout plan 38", "draft", cast.maya.id,
    )  # fmt: skip
    version = session.scalars(select(Version)).one()
    assert (version.file_name, version.state, version.size) == ("rollout-plan_38.pdf", "preparing", len(PDF))
    assert session.scalar(select(Job.payload).where(Job.kind == "library.prepare")) == {"version_id": version.id}
    assert session.scalar(select(func.count()).select_from(UploadPart)) == 0
    session.commit()
    run_jobs()
    assert keys_under(upload) == []


def test_settling_twice_makes_one_piece(db: Engine, cast: Cast, tmp_path: Path) -> None:
    upload = bring(cast.maya, PDF, tmp_path)
    settle(upload)
    settle(upload)
    assert session.scalar(select(func.count()).select_from(Asset)) == 1


def test_equal_bytes_of_two_writers_are_counted_once(db: Engine, cast: Cast, tmp_path: Path) -> None:
    upload = receiving.begin(cast.maya, "a.pdf", len(PDF), NOW, limit_mb=50)
    session.commit()
    assert send(upload, 0, PDF[:100], tmp_path)
    assert not send(upload, 0, b"other bytes that came second", tmp_path)
    assert not send(upload, 50, PDF[50:], tmp_path)
    assert not send(upload, 100, PDF[100:] + b"more than was said", tmp_path)
    assert send(upload, 100, PDF[100:], tmp_path)
    assert settle(upload).state == DONE
    assert session.scalars(select(Version.size)).one() == len(PDF)


def test_the_same_content_waits_for_a_choice(db: Engine, cast: Cast, tmp_path: Path) -> None:
    first = settle(bring(cast.maya, PDF, tmp_path, "one.pdf"))
    second = settle(bring(cast.ada, PDF, tmp_path, "two.pdf"))
    assert (second.state, second.twin_id) == (DUPLICATE, first.asset_id)
    assert queries.numbers_of([second]) == {(first.asset_id, second.content_hash): 1}
    with pytest.raises(Refused, match="this very file already"):
        choosing.choose(cast.ada, second, "next", NOW)
    with pytest.raises(Refused):
        choosing.choose(cast.ada, second, "burn", NOW)
    choosing.choose(cast.ada, second, "new", NOW)
    session.commit()
    assert settle(second).state == DONE
    assert second.asset_id not in (None, first.asset_id)
    with pytest.raises(Refused, match="no longer waits"):
        choosing.choose(cast.ada, second, "new", NOW)


def test_an_older_content_can_become_the_next_version(db: Engine, cast: Cast, tmp_path: Path) -> None:
    piece = settle(bring(cast.maya, PDF, tmp_path)).asset
    assert piece is not None
    piece.summary = "Kept"
    session.commit()
    settle(bring(cast.maya, pdfs.a_pdf(["Newer"]), tmp_path, target=piece))
    again = settle(bring(cast.maya, PDF, tmp_path))
    assert again.state == DUPLICATE
    choosing.choose(cast.maya, again, "next", NOW)
    session.commit()
    assert settle(again).asset_id == piece.id
    numbers = session.scalars(select(Version.number).where(Version.asset_id == piece.id)).all()
    assert sorted(numbers) == [1, 2, 3]
    assert piece.summary == "Kept"


def test_what_one_may_not_see_is_no_twin(db: Engine, cast: Cast, tmp_path: Path) -> None:
    first = settle(bring(cast.maya, PDF, tmp_path))
    assert first.asset is not None
    trashing.trash(cast.maya, first.asset, NOW)
    session.commit()
    assert settle(bring(cast.maya, PDF, tmp_path)).state == DONE


def test_a_twin_that_went_meanwhile_cannot_be_followed(db: Engine, cast: Cast, tmp_path: Path) -> None:
    first = settle(bring(cast.maya, PDF, tmp_path))
    second = settle(bring(cast.maya, PDF, tmp_path))
    assert first.asset is not None
    trashing.trash(cast.maya, first.asset, NOW)
    with pytest.raises(Refused, match="gone"):
        choosing.choose(cast.maya, second, "next", NOW)


@pytest.mark.parametrize(
    ("content", "words"), [(b"", "empty"), (b"<html>hello</html>", "web page"), (b"MZ\x90\x00" * 9, "This is")]
)
def test_what_cannot_be_taken_says_why(db: Engine, cast: Cast, tmp_path: Path, content: bytes, words: str) -> None:
    upload = settle(bring(cast.maya, content, tmp_path, "paper.pdf"))
    assert upload.state == REFUSED
    assert words in (upload.reason or "")
    assert not upload.can_be_tried_again
    with pytest.raises(Refused):
        receiving.try_again(upload, NOW)


def test_a_lost_part_is_said(db: Engine, cast: Cast, tmp_path: Path) -> None:
    upload = bring(cast.maya, PDF, tmp_path)
    storage().delete(keys_under(upload)[:1])
    assert settle(upload).reason == settling.GONE


def test_somebody_who_may_no_longer_publish_leaves_nothing(db: Engine, cast: Cast, tmp_path: Path) -> None:
    upload = bring(cast.maya, PDF, tmp_path)
    cast.maya.roles = ["rep"]
    session.commit()
    assert settle(upload).state == REFUSED
    assert session.scalar(select(func.count()).select_from(Asset)) == 0


def test_what_no_job_could_settle_can_be_tried_again(db: Engine, cast: Cast, tmp_path: Path) -> None:
    upload = bring(cast.maya, PDF, tmp_path)
    session.execute(update(Job).where(Job.kind == receiving.SETTLE).values(state="dead", finished_at=NOW))
    sweeping.sweep(NOW)
    session.commit()
    assert (upload.state, upload.reason, upload.can_be_tried_again) == (REFUSED, sweeping.FAULT, True)
    receiving.try_again(upload, later(0.1))
    sweeping.sweep(later(0.1))
    assert upload.state == CHECKING
    session.commit()
    assert settle(upload).state == DONE


def test_what_nobody_finishes_is_swept_with_its_parts(db: Engine, cast: Cast, tmp_path: Path) -> None:
    stale = receiving.begin(cast.maya, "a.pdf", len(PDF), NOW, limit_mb=50)
    session.commit()
    send(stale, 0, PDF[:100], tmp_path)
    done = settle(bring(cast.maya, PDF, tmp_path))
    sweeping.sweep(later(6.9))
    assert session.scalar(select(func.count()).select_from(Upload)) == 2
    sweeping.sweep(later(7.1))
    session.commit()
    assert session.scalars(select(Upload.id)).all() == [done.id]
    assert len(keys_under(stale)) == 1
    with clock.set_to(later(8)):
        run_jobs()
    assert keys_under(stale) == []
    sweeping.sweep(later(31))
    session.commit()
    assert session.scalars(select(Upload.id)).all() == []
    assert session.scalar(select(func.count()).select_from(Asset)) == 1


def test_a_person_ends_only_their_own(db: Engine, cast: Cast, tmp_path: Path) -> None:
    for user in (cast.maya, cast.ada):
        receiving.begin(user, "a.pdf", 10, NOW, limit_mb=50)
    session.commit()
    assert receiving.drop_unfinished(cast.maya, NOW) == 1
    assert session.scalars(select(Upload.user_id).where(Upload.state == OPEN)).all() == [cast.ada.id]


def test_limits(db: Engine, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(receiving.TooBig, match=r"big\.mp4 is bigger than 1 MB"):
        receiving.begin(cast.maya, "big.mp4", 1024 * 1024 + 1, NOW, limit_mb=1)
    monkeypatch.setattr(receiving, "MOST_OPEN", 1)
    receiving.begin(cast.maya, "a.pdf", 10, NOW, limit_mb=1)
    with pytest.raises(Refused, match="wait already"):
        receiving.begin(cast.maya, "b.pdf", 10, NOW, limit_mb=1)
