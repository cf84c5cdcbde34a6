"""The index follows the database, through damage, kills and several writers."""

import os
import shutil
import signal
import subprocess
import sys
import textwrap
import threading
from pathlib import Path

import pytest
from sqlalchemy import func, select

from app.core import jobs
from app.core.db import session
from app.core.transaction import commit
from app.documents.formats import FORMATS
from app.library.announcements import AssetChanged
from app.library.models import Asset
from app.search import entries, fallback, generations, index, index_writing, indexing, rebuilding
from app.search.models import FRESH, STALE, IndexEntry
from app.search.searching import search
from tests.cast import NOW, Cast
from tests.factories import an_asset
from tests.search.conftest import index_all


def states() -> dict[int, str]:
    return {row[0]: row[1] for row in session.execute(select(IndexEntry.asset_id, IndexEntry.state))}


def queued() -> int:
    waiting = select(jobs.Job.id).where(jobs.Job.kind == "search.index", jobs.Job.state == "queued")
    return len(session.scalars(waiting).all())


def total(cast: Cast, query: str = "payback ") -> int:
    found = search(cast.ravi, query, {})
    assert found.note is None or fallback.NOTE not in found.note
    return found.total


def test_a_change_is_noted_once_and_indexed(folder: Path, cast: Cast) -> None:
    asset = an_asset(cast.maya, "Payback")
    for _ in range(3):
        indexing.note_change(AssetChanged(asset.id))
    commit()
    assert (states(), queued()) == ({asset.id: STALE}, 1)
    indexing.index_stale(NOW)
    commit()
    assert states() == {asset.id: FRESH}
    assert total(cast) == 1
    asset.title = "Something else"
    indexing.note_change(AssetChanged(asset.id))
    commit()
    indexing.index_stale(NOW)
    commit()
    assert (total(cast, '"payback"'), total(cast, "something ")) == (0, 1)


def test_a_change_of_what_is_gone_is_no_fault(folder: Path, cast: Cast) -> None:
    indexing.note_change(AssetChanged(12345))
    commit()
    assert (states(), queued()) == ({}, 1)


def test_deleted_assets_leave_the_index(folder: Path, cast: Cast) -> None:
    asset = an_asset(cast.maya, "Payback", pages=[])
    index_all()
    asset.current = None
    session.flush()
    session.delete(asset.versions[0])
    session.flush()
    session.expire(asset)
    session.delete(asset)
    commit()
    indexing.index_stale(NOW)
    assert index.read(lambda snapshot: snapshot.size) == 0


def test_what_changes_during_a_run_stays_stale(folder: Path, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    asset = an_asset(cast.maya, "Payback")
    other = an_asset(cast.maya, "Other")
    index_all()
    for each in (asset, other):
        indexing.note_change(AssetChanged(each.id))
    commit()
    real = indexing.write

    def write_then_somebody_saves(*args: object) -> None:
        real(*args)  # type: ignore[arg-type]
        indexing.note_change(AssetChanged(asset.id))
        commit()

    monkeypatch.setattr(indexing, "write", write_then_somebody_saves)
    indexing.index_stale(NOW)
    commit()
    assert states() == {asset.id: STALE, other.id: FRESH}


def test_the_next_batch_is_a_job_of_its_own(folder: Path, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    index_all()
    monkeypatch.setattr(indexing, "BATCH", 2)
    for n in range(5):
        indexing.note_change(AssetChanged(an_asset(cast.maya, f"Payback {n}").id))
    commit()
    runs = 0
    while STALE in states().values():
        session.execute(jobs.Job.__table__.delete())
        indexing.index_stale(NOW)
        commit()
        runs += 1
        assert queued() == (1 if runs < 3 else 0)
    assert (runs, total(cast)) == (3, 5)


def test_a_lost_note_is_found_by_the_sweep(folder: Path, cast: Cast) -> None:
    asset = an_asset(cast.maya, "Payback")
    index_all()
    session.execute(jobs.Job.__table__.delete())
    indexing.queue_stale(NOW)
    commit()
    assert queued() == 0
    asset.title, asset.updated_at = "Newer", NOW.replace(hour=23)
    commit()
    index_all()
    assert (total(cast, "newer "), states()) == (1, {asset.id: FRESH})
    session.execute(jobs.Job.__table__.delete())
    indexing.queue_stale(NOW)
    commit()
    assert queued() == 0, "an asset whose clock is ahead is not indexed for ever"


def test_the_folder_deleted_under_a_running_server(folder: Path, cast: Cast) -> None:
    an_asset(cast.maya, "Payback")
    index_all()
    assert total(cast) == 1
    shutil.rmtree(folder)
    found = search(cast.ravi, "payback ", {})
    assert (found.total, found.note) == (1, fallback.NOTE)
    assert index.is_up()
    index_all()
    assert total(cast) == 1
    assert folder.stat().st_mode & 0o777 == 0o700


def damage(folder: Path, how: str) -> None:
    generation = generations.current(folder)
    assert generation is not None
    for path in generation.iterdir():
        if path.suffix == ".seg":
            body = path.read_bytes()
            if how == "empty":
                path.write_bytes(b"")
            elif how == "half":
                path.write_bytes(body[: len(body) // 2])
            else:
                path.unlink()
        elif how == "toc" and path.suffix == ".toc":
            path.write_bytes(os.urandom(200))


@pytest.mark.parametrize("how", ["empty", "half", "missing", "toc"])
@pytest.mark.parametrize("is_open", [True, False])
def test_a_damaged_index_is_noticed_answered_for_and_built_again(
    folder: Path, cast: Cast, how: str, is_open: bool
) -> None:
    an_asset(cast.maya, "Payback")
    an_asset(cast.maya, "Payback two")
    index_all()
    if is_open:
        assert total(cast) == 2
    before = generations.current(folder)
    damage(folder, how)
    index.open_index(folder)
    found = search(cast.ravi, "payback ", {})
    assert (found.total, found.note) == (2, fallback.NOTE)
    assert not index.is_up()
    index_all()
    assert (total(cast), index.is_up()) == (2, True)
    assert generations.current(folder) != before
    assert set(states().values()) == {FRESH}


def test_writing_into_a_damaged_index_builds_it_again(folder: Path, cast: Cast) -> None:
    asset = an_asset(cast.maya, "Payback")
    index_all()
    damage(folder, "half")
    index.open_index(folder)
    indexing.note_change(AssetChanged(asset.id))
    commit()
    for _ in range(2):
        indexing.index_stale(NOW)
        commit()
    assert total(cast) == 1


def test_a_failing_database_does_not_condemn_the_index(folder: Path, cast: Cast) -> None:
    an_asset(cast.maya, "Payback")
    index_all()
    with pytest.raises(ZeroDivisionError), index.writing():
        raise ZeroDivisionError
    assert index.is_up()
    assert total(cast) == 1


def test_the_fallback_filters_and_counts(folder: Path, cast: Cast) -> None:
    an_asset(cast.maya, "Payback 100%", summary="x_y")
    an_asset(cast.maya, "Payback else", format="pdf", summary="")
    found = search(cast.ravi, "payback -else", {"format": ["markdown"]})
    assert [hit.asset.title for hit in found.hits] == ["Payback 100%"]
    assert {choice.value: choice.n for choice in found.facets["format"]} == dict.fromkeys(FORMATS, 0) | {"markdown": 1}


def test_an_empty_library_apologises_for_nothing(folder: Path, cast: Cast) -> None:
    assert search(cast.ravi, "", {}).note is None


def test_rebuilding_swaps_without_a_gap_and_catches_up(
    folder: Path, cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    assets = [an_asset(cast.maya, f"Payback {n}") for n in range(3)]
    index_all()
    before = generations.current(folder)
    seen: list[int] = []

    def meanwhile(count: int) -> None:
        seen.append(count)
        assert total(cast) == 3, "searches go on in the old index"
        assets[0].title = "Changed meanwhile"
        indexing.note_change(AssetChanged(assets[0].id))
        commit()
        indexing.index_stale(NOW)
        commit()

    assert rebuilding.rebuild(meanwhile) == 3
    commit()
    assert (seen, generations.current(folder) != before) == ([3], True)
    assert total(cast, "meanwhile ") == 1
    assert set(states().values()) == {FRESH}
    rebuilding.rebuild()
    assert sorted(path.name for path in folder.glob("gen-*")) == ["gen-2", "gen-3"]


def test_an_index_of_an_older_format_is_built_again(folder: Path, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    an_asset(cast.maya, "Payback")
    index_all()
    monkeypatch.setattr(generations, "FORMAT", "next")
    assert search(cast.ravi, "payback ", {}).note == fallback.NOTE
    index_all()
    assert total(cast) == 1


@pytest.mark.parametrize("pointer", ["gen-1/../..", "../etc", "gen-99", "", "gen-0", "g\xe9n", "/etc"])
def test_a_pointer_to_nowhere_is_no_index(folder: Path, cast: Cast, pointer: str) -> None:
    index_all()
    (folder / "CURRENT").write_text(pointer, encoding="latin-1")
    assert generations.current(folder) is None
    index_all()
    assert total(cast) == 0


def test_two_rebuilds_do_not_meet(folder: Path, cast: Cast) -> None:
    index_all()
    with index.rebuilding(), pytest.raises(generations.Busy):
        rebuilding.rebuild()


def test_a_writer_waits_for_another(folder: Path, cast: Cast) -> None:
    asset = an_asset(cast.maya, "Payback")
    index_all()
    indexing.note_change(AssetChanged(asset.id))
    session.execute(jobs.Job.__table__.delete())
    commit()
    with pytest.raises(generations.Busy), generations.lock(folder, "write", 0), index.writing(patience=0.1):
        pass
    hold, held = threading.Event(), threading.Event()

    def holder() -> None:
        with generations.lock(folder, "write", 0):
            held.set()
            hold.wait(1)

    thread = threading.Thread(target=holder)
    thread.start()
    held.wait()
    indexing.index_stale(NOW)
    commit()
    thread.join()
    assert states() == {asset.id: FRESH}


def test_whooshs_own_lock_is_honoured(folder: Path, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    asset = an_asset(cast.maya, "Payback")
    index_all()
    indexing.note_change(AssetChanged(asset.id))
    session.execute(jobs.Job.__table__.delete())
    commit()
    monkeypatch.setattr(index_writing, "PATIENCE", 0.2)
    generation = generations.current(folder)
    assert generation is not None
    foreign = index_writing.Writer(generation)
    indexing.index_stale(NOW)
    commit()
    assert (states(), queued()) == ({asset.id: STALE}, 1), "it comes back later"
    foreign.cancel()
    indexing.index_stale(NOW)
    commit()
    assert states() == {asset.id: FRESH}


CHILD = """
    import sys
    from pathlib import Path
    from app import schema
    from app.core import db
    from app.search import index, indexing
    from tests.cast import NOW
    db.bind(db.connect(sys.argv[1]))
    index.open_index(Path(sys.argv[2]))
    print("ready", flush=True)
    indexing.index_stale(NOW)
    db.session.commit()
    print("done", flush=True)
"""


def start_child(url: str, folder: Path) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(CHILD), url, str(folder)],
        cwd=Path(__file__).resolve().parents[2], stdout=subprocess.PIPE, text=True,
    )  # fmt: skip


@pytest.mark.parametrize("after", [0.0, 0.05, 0.15, 0.3])
def test_killed_while_indexing_then_repaired(one_folder: Path, cast: Cast, after: float) -> None:
    index_all()
    for n in range(60):
        indexing.note_change(AssetChanged(an_asset(cast.maya, f"Payback {n}", pages=["word " * 400]).id))
    commit()
    url = str(session.get_bind().engine.url)
    child = start_child(url, one_folder)
    assert child.stdout is not None
    assert child.stdout.readline() == "ready\n"
    threading.Event().wait(after)
    child.send_signal(signal.SIGKILL)
    child.wait()
    child.stdout.close()
    fresh = sum(state == FRESH for state in states().values())
    assert search(cast.ravi, "payback ", {}).total >= fresh, "nothing called fresh is missing"
    session.commit()
    indexing.index_stale(NOW)
    commit()
    assert total(cast) == 60
    assert set(states().values()) == {FRESH}


def test_two_processes_index_at_once(one_folder: Path, cast: Cast) -> None:
    index_all()
    for n in range(20):
        indexing.note_change(AssetChanged(an_asset(cast.maya, f"Payback {n}").id))
    commit()
    url = str(session.get_bind().engine.url)
    session.remove()
    children = [start_child(url, one_folder) for _ in range(2)]
    for child in children:
        out, _ = child.communicate(timeout=60)
        assert (out, child.returncode) == ("ready\ndone\n", 0)
    assert total(cast) == 20
    assert set(states().values()) == {FRESH}
    with entries.looking() as look:
        assert index.read(lambda snapshot: len(snapshot.places)) == len(entries.asset_ids(look))


def test_the_folder_is_nobody_elses(folder: Path, cast: Cast) -> None:
    folder.mkdir(mode=0o755)
    index_all()
    assert folder.stat().st_mode & 0o777 == 0o700
    assert all(path.stat().st_mode & 0o777 == 0o700 for path in folder.glob("gen-*"))


def test_reading_while_another_thread_writes(one_folder: Path, cast: Cast) -> None:
    ids = [an_asset(cast.maya, f"Payback {n}").id for n in range(5)]
    index_all()
    assert session.scalar(select(func.count()).select_from(Asset)) == 5
    failures: list[BaseException] = []
    stop = threading.Event()

    def read_on() -> None:
        while not stop.is_set():
            try:
                assert index.read(lambda s: sum(1 for place in s.weights("payback") if place >= 0)) == 5
            except BaseException as error:
                failures.append(error)
                return

    threads = [threading.Thread(target=read_on) for _ in range(3)]
    for thread in threads:
        thread.start()
    for _ in range(12):
        for each in ids:
            indexing.note_change(AssetChanged(each))
        commit()
        indexing.index_stale(NOW)
        commit()
    stop.set()
    for thread in threads:
        thread.join()
    assert failures == []
