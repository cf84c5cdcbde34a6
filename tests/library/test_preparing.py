"""Preparing a version: what it keeps, how far it says it is, and how it ends when every try is lost."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update

from app import worker
from app.core import jobs
from app.core.db import session
from app.core.transaction import commit
from app.documents.formats import SHEET
from app.library import captioning, files, queries, renditions
from app.library.models import Version
from tests.cast import NOW, Cast
from tests.documents import office_files, pdfs
from tests.library.test_publishing import uploaded

pytestmark = pytest.mark.usefixtures("db")


def test_a_thumbnail_is_kept_and_the_original_stays(cast: Cast, tmp_path: Path) -> None:
    version = queries.version_of(uploaded(cast, tmp_path, pdfs.a_pdf(["One", "Two"])), 1)
    renditions.prepare(version.id, NOW)
    commit()
    assert (version.done, version.total) == (2, 2)
    assert version.original_key != version.file_key
    assert version.thumb_key is not None
    assert b"".join(files.reader(version.thumb_key)).startswith(b"RIFF")


def test_it_says_how_far_it_is(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(renditions, "_TOLD_EVERY", 0)
    version = queries.version_of(uploaded(cast, tmp_path, pdfs.a_pdf(["One"] * 4)), 1)
    commit()
    told = renditions._teller(version.id)
    told(3, 4)
    session.refresh(version)
    assert (version.done, version.total) == (3, 4)


def test_without_libreoffice_a_sheet_is_its_words(cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    version = queries.version_of(uploaded(cast, tmp_path, office_files.sheet(hidden="margin")), 1)
    renditions.prepare(version.id, NOW)
    commit()
    assert (version.is_ready, version.format, version.has_download) == (True, SHEET, False)
    page = queries.get_page(version, 1)
    assert (page.image_key, page.text) == (None, "Item | Price\n\nDepot | 60000")
    with pytest.raises(captioning.Refused):
        captioning.attach(cast.maya, version, tmp_path, NOW)


def test_a_version_whose_every_try_is_lost_fails_with_words(cast: Cast, tmp_path: Path) -> None:
    version = queries.version_of(uploaded(cast, tmp_path, pdfs.a_pdf()), 1)
    mine = jobs.Job.kind == renditions.KIND
    session.execute(update(jobs.Job).where(~mine).values(state="done"))
    session.execute(update(jobs.Job).where(mine).values(attempt=jobs.LAST_ATTEMPT))
    commit()
    # The worker takes it once more, as after a kill, and does not begin what has killed every worker before it.
    held = jobs.claim(NOW + timedelta(days=1))
    assert held is not None
    worker.run(held)
    assert session.scalar(select(jobs.Job.state).where(mine)) == "dead"
    renditions.fail_given_up(NOW)
    commit()
    found = session.get(Version, version.id)
    assert found is not None
    assert (found.state, found.failure) == ("failed", renditions.GIVEN_UP)
    renditions.try_again(found, NOW)
    renditions.fail_given_up(NOW)
    commit()
    assert found.state == "preparing"
