"""Writing, uploading, versions, publishing and retiring; who finds what."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event, select

from app.core import jobs
from app.core.db import session
from app.core.errors import NotFound, Refused
from app.core.transaction import commit
from app.library import files, publishing, queries, renditions
from app.library.facts import Facts
from app.library.models import DRAFT, PUBLISHED, RETIRED, Asset
from tests.cast import NOW, Cast
from tests.documents import pdfs
from tests.documents.test_documents import picture
from tests.factories import a_term

pytestmark = pytest.mark.usefixtures("db")


def written(cast: Cast, **given: Any) -> Asset:
    content = {name: given.pop(name) for name in ("asset", "began") if name in given}
    source = given.pop("source", "Hello\n\n## Two\n\nthere")
    facts = Facts.clean(**{"title": "Payback", "summary": "Why", **given})
    asset = publishing.write(cast.maya, NOW, facts, source=source, **content)
    commit()
    return asset


def uploaded(cast: Cast, folder: Path, content: bytes, **given: Any) -> Asset:
    path = folder / "upload"
    path.write_bytes(content)
    stored, facts = files.store(path), Facts.clean(title="Paper")
    asset = publishing.upload(cast.maya, NOW, facts, stored=stored, **{"file_name": "paper.pdf", **given})
    commit()
    return asset


def test_a_written_piece_is_a_draft_with_pages(cast: Cast) -> None:
    asset = written(cast, terms=[a_term("role", "Champion"), a_term("stage", "Justify")])
    version = queries.version_of(asset, 1)
    assert (asset.state, version.state, version.page_count) == (DRAFT, "ready", 2)
    assert [page.title for page in version.pages] == ["Payback", "Two"]
    assert [term.name for term in asset.terms] == ["Champion", "Justify"]


def test_the_same_text_makes_no_new_version(cast: Cast) -> None:
    asset = written(cast)
    publishing.publish(cast.maya, asset, NOW)
    written(cast, asset=asset, title="Another title", source="Hello\r\n\r\n## Two\r\n\r\nthere\r\n")
    assert asset.title == "Another title"
    assert len(queries.versions_for(cast.maya, asset)) == 1


def test_a_draft_version_is_rewritten_in_place(cast: Cast) -> None:
    asset = written(cast)
    written(cast, asset=asset, source="Shorter")
    assert [page.text for page in queries.version_of(asset, 1).pages] == ["Shorter"]
    assert len(queries.versions_for(cast.maya, asset)) == 1


def test_editing_a_published_piece_leaves_what_buyers_read_until_it_is_published(cast: Cast) -> None:
    asset = written(cast)
    publishing.publish(cast.maya, asset, NOW)
    first = asset.current
    written(cast, asset=asset, source="New text")
    assert asset.current is first
    assert [version.number for version in queries.versions_for(cast.maya, asset)] == [2, 1]
    assert [version.number for version in queries.versions_for(cast.ravi, asset)] == [1]
    with pytest.raises(NotFound):
        queries.get_version_for(cast.ravi, asset, 2)
    publishing.publish(cast.maya, asset, NOW)
    commit()
    assert asset.current is not None
    assert asset.current.number == 2
    assert queries.get_version_for(cast.ravi, asset, 1).pages[0].text == "Hello"


def test_publishing_twice_is_publishing_once(cast: Cast) -> None:
    asset = written(cast)
    publishing.publish(cast.maya, asset, NOW)
    publishing.publish(cast.maya, asset, NOW)
    assert asset.state == PUBLISHED


def test_a_retired_piece_comes_back(cast: Cast) -> None:
    asset = written(cast)
    publishing.publish(cast.maya, asset, NOW)
    publishing.retire(cast.maya, asset, NOW)
    assert (asset.state, asset.retired_at) == (RETIRED, NOW)
    publishing.publish(cast.maya, asset, NOW)
    assert (asset.state, asset.retired_at) == (PUBLISHED, None)


def test_a_draft_cannot_be_retired(cast: Cast) -> None:
    asset = written(cast)
    with pytest.raises(Refused):
        publishing.retire(cast.maya, asset, NOW)


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"title": " \u202e "}, "title"),
        ({"summary": "x" * 141}, "summary"),
        ({"audience": "everybody"}, "audience"),
        ({"source": " "}, "source"),
        ({"use_when": "x" * 2001}, "use_when"),
        ({"say": "x" * 2001}, "say"),
    ],
)
def test_what_is_wrong_names_its_field(cast: Cast, given: dict[str, str], field: str) -> None:
    with pytest.raises(Refused) as refused:
        written(cast, **given)
    assert refused.value.field == field


def test_an_upload_waits_for_its_pages_and_is_then_published(cast: Cast, tmp_path: Path) -> None:
    asset = uploaded(cast, tmp_path, pdfs.a_pdf(["One", "Two"]), publish_when_ready=True, file_name="../../etc/passwd")
    version = queries.version_of(asset, 1)
    assert (asset.state, version.state, version.file_name) == (DRAFT, "preparing", "passwd")
    assert (version.file_key or "").startswith("sha256/")
    with pytest.raises(Refused):
        publishing.publish(cast.maya, asset, NOW)
    renditions.prepare(version.id, NOW)
    commit()
    assert (asset.state, version.state, version.page_count) == (PUBLISHED, "ready", 2)
    assert files.page_image(queries.get_page(version, 2)).startswith(b"RIFF")
    body, size = files.original(version)
    assert len(b"".join(body)) == size


def test_preparing_again_changes_nothing(cast: Cast, tmp_path: Path) -> None:
    asset = uploaded(cast, tmp_path, pdfs.a_pdf())
    version = queries.version_of(asset, 1)
    for _ in range(2):
        renditions.prepare(version.id, NOW)
        commit()
    assert version.page_count == 1
    renditions.prepare(987_654, NOW)


def test_an_upload_that_cannot_be_read_says_why_and_can_be_tried_again(cast: Cast, tmp_path: Path) -> None:
    asset = uploaded(cast, tmp_path, pdfs.a_locked_pdf())
    version = queries.version_of(asset, 1)
    renditions.prepare(version.id, NOW)
    commit()
    assert version.is_failed
    assert "password" in (version.failure or "")
    with pytest.raises(Refused):
        publishing.publish(cast.maya, asset, NOW)
    session.rollback()
    renditions.try_again(version, NOW)
    commit()
    assert version.state == "preparing"
    with pytest.raises(Refused):
        renditions.try_again(version, NOW)


def test_one_job_waits_for_each_version(cast: Cast, tmp_path: Path) -> None:
    asset = uploaded(cast, tmp_path, pdfs.a_pdf())
    renditions.queue(queries.version_of(asset, 1), NOW)
    commit()
    assert len(list(session.scalars(select(jobs.Job).where(jobs.Job.kind == "library.prepare")))) == 1


def test_the_same_file_makes_no_new_version_and_another_does(cast: Cast, tmp_path: Path) -> None:
    asset = uploaded(cast, tmp_path, pdfs.a_pdf())
    renditions.prepare(queries.version_of(asset, 1).id, NOW)
    commit()
    uploaded(cast, tmp_path, pdfs.a_pdf(), asset=asset)
    assert len(queries.versions_for(cast.maya, asset)) == 1
    uploaded(cast, tmp_path, pdfs.a_pdf(["Other"]), asset=asset)
    assert len(queries.versions_for(cast.maya, asset)) == 2


def test_a_file_of_another_kind_changes_the_kind_when_it_is_published(cast: Cast, tmp_path: Path) -> None:
    asset = uploaded(cast, tmp_path, pdfs.a_pdf(), publish_when_ready=True)
    renditions.prepare(queries.version_of(asset, 1).id, NOW)
    commit()
    uploaded(cast, tmp_path, picture("PNG"), asset=asset)
    draft = queries.version_of(asset, 2)
    renditions.prepare(draft.id, NOW)
    commit()
    assert (asset.format, draft.format) == ("pdf", "image")
    publishing.publish(cast.maya, asset, NOW)
    assert asset.format == "image"


def test_a_draft_never_published_is_of_the_kind_of_its_file(cast: Cast, tmp_path: Path) -> None:
    asset = uploaded(cast, tmp_path, pdfs.a_pdf())
    uploaded(cast, tmp_path, picture("PNG"), asset=asset)
    assert asset.format == "image"


def test_a_written_piece_takes_no_file_and_a_file_no_text(cast: Cast, tmp_path: Path) -> None:
    with pytest.raises(Refused):
        uploaded(cast, tmp_path, pdfs.a_pdf(), asset=written(cast))
    session.rollback()
    paper = uploaded(cast, tmp_path, pdfs.a_pdf())
    with pytest.raises(Refused):
        written(cast, asset=paper)


def test_a_file_gone_from_storage_fails_with_words(cast: Cast, tmp_path: Path) -> None:
    asset = uploaded(cast, tmp_path, pdfs.a_pdf())
    version = queries.version_of(asset, 1)
    version.file_key = version.original_key = "assets/nowhere"
    commit()
    renditions.prepare(version.id, NOW)
    commit()
    assert "gone from storage" in (version.failure or "")


def test_reps_find_what_is_published_and_no_draft(cast: Cast) -> None:
    draft, live, old = (written(cast, title=title) for title in ("Draft", "Live", "Old"))
    for asset in (live, old):
        publishing.publish(cast.maya, asset, NOW)
    publishing.retire(cast.maya, old, NOW)
    commit()
    ids = [draft.id, live.id, old.id]
    assert set(queries.assets_for(cast.ravi, ids)) == {live.id}
    assert set(queries.assets_for(cast.ravi, ids, include_retired=True)) == {live.id, old.id}
    assert set(queries.assets_for(cast.maya, ids)) == {draft.id, live.id}
    assert [asset.title for asset in queries.visible_assets_for(cast.ravi)] == ["Live"]
    with pytest.raises(NotFound):
        queries.get_asset_for(cast.ravi, draft.public_id)
    found = queries.assets_by_public_id_for(cast.ravi, [old.public_id, "x", draft.public_id, live.public_id])
    assert [asset.title for asset in found] == ["Old", "Live"]


@pytest.mark.parametrize("number", [0, -1, 2, 10**30])
def test_an_unknown_version_or_page_is_not_found(cast: Cast, number: int) -> None:
    asset = written(cast, source="One page")
    with pytest.raises(NotFound):
        queries.version_of(asset, number)
    with pytest.raises(NotFound):
        queries.get_page(queries.version_of(asset, 1), number)


def test_the_query_count_does_not_grow_with_assets(cast: Cast, db: Engine) -> None:
    seen: list[str] = []
    event.listen(db, "before_cursor_execute", lambda *given: seen.append(given[2]))
    counts = []
    for _ in range(2):
        for _ in range(3):
            publishing.publish(cast.maya, written(cast, terms=[a_term("role", "Champion")]), NOW)
        commit()
        session.expunge_all()
        seen.clear()
        assert all(asset.terms and asset.current and asset.owner for asset in queries.visible_assets_for(cast.ravi))
        counts.append(len(seen))
    assert counts[0] == counts[1]
