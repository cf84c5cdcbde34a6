"""Importing a folder: once, again, changed, and everything that is not taken said with its reason."""

import os
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from app.core import storage
from app.core.db import session
from app.core.errors import Refused
from app.core.transaction import commit
from app.exchange import front_matter
from app.exchange.importing import Outcome, Report, count_files, import_folder
from app.library import publishing, queries
from app.library.models import Asset
from tests.cast import NOW, Cast
from tests.documents import pdfs
from tests.documents.test_documents import picture

pytestmark = pytest.mark.usefixtures("db")

FULL = """---
title: Payback
summary: Why it pays
audience: buyers
state: published
roles: [Champion, budget holder, Wizard]
stages: Justify
rivals: [Do nothing]
use_when: They ask
say: Page 4
published: 2024-11-06
color: green
---
# Payback

Text
"""


def put(folder: Path, **files: str | bytes) -> Path:
    for name, content in files.items():
        path = folder / name.replace("__", "/")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def run(cast: Cast, folder: Path) -> dict[str, Outcome]:
    found = {}
    for outcome in import_folder(folder, cast.maya, NOW):
        commit()
        found[outcome.path] = outcome
    assert len(found) == count_files(folder)
    return found


def assets() -> dict[str, Asset]:
    return {asset.title: asset for asset in session.scalars(select(Asset))}


def test_front_matter_is_honoured(cast: Cast, tmp_path: Path) -> None:
    found = run(cast, put(tmp_path / "docs", **{"a.md": FULL}))
    asset = assets()["Payback"]
    assert found["a.md"].verdict == "taken"
    assert found["a.md"].notes == (
        "“color” is not a key we know and was passed over", "“Wizard” is not a known role and was passed over",
    )  # fmt: skip
    assert (asset.summary, asset.state, asset.use_when, asset.say) == ("Why it pays", "published", "They ask", "Page 4")
    assert {term.name for term in asset.terms} == {"Champion", "Budget holder", "Justify", "Do nothing"}
    assert asset.published_at is not None
    assert asset.published_at.date().isoformat() == "2024-11-06"
    assert asset.owner is cast.maya


def test_a_title_falls_back_to_the_heading_then_to_the_file_name(cast: Cast, tmp_path: Path) -> None:
    run(
        cast,
        put(tmp_path / "docs", **{"a.md": "# From heading\n\ntext", "b-plain_file.md": "text", "c.pdf": pdfs.a_pdf()}),
    )
    assert set(assets()) == {"From heading", "B plain file", "C"}
    assert {asset.state for asset in assets().values()} == {"draft"}


def test_a_second_run_changes_only_what_changed(cast: Cast, tmp_path: Path) -> None:
    folder = put(tmp_path / "docs", **{"a.md": FULL, "sub__b.md": "# B\n\ntext", "c.pdf": pdfs.a_pdf()})
    assert {outcome.verdict for outcome in run(cast, folder).values()} == {"taken"}
    assert {outcome.verdict for outcome in run(cast, folder).values()} == {"unchanged"}
    put(folder, **{"a.md": FULL.replace("Text", "New text"), "c.pdf": pdfs.a_pdf(["Other"]), "c.pdf.yml": "title: C"})
    verdicts = {path: outcome.verdict for path, outcome in run(cast, folder).items()}
    assert verdicts == {"a.md": "changed", "sub/b.md": "unchanged", "c.pdf": "changed"}
    assert len(assets()) == 3
    assert assets()["Payback"].current is not None
    assert assets()["Payback"].current.number == 2


def test_words_changed_in_the_app_outlast_a_run_that_has_nothing_new(cast: Cast, tmp_path: Path) -> None:
    folder = put(tmp_path / "docs", **{"a.md": FULL})
    run(cast, folder)
    assets()["Payback"].summary = "Mended here"
    commit()
    run(cast, folder)
    assert assets()["Payback"].summary == "Mended here"


def test_a_piece_retired_here_stays_retired(cast: Cast, tmp_path: Path) -> None:
    folder = put(tmp_path / "docs", **{"a.md": FULL})
    run(cast, folder)
    publishing.retire(cast.maya, assets()["Payback"], NOW)
    commit()
    found = run(cast, put(folder, **{"a.md": FULL + "\nmore"}))
    assert assets()["Payback"].state == "retired"
    assert "it is retired here and stays so" in found["a.md"].notes


def test_a_file_may_come_retired(cast: Cast, tmp_path: Path) -> None:
    run(cast, put(tmp_path / "docs", **{"a.md": FULL.replace("state: published", "state: retired")}))
    assert assets()["Payback"].state == "retired"


def test_pdfs_and_pictures_come_with_their_pages_and_sidecar(cast: Cast, tmp_path: Path) -> None:
    folder = put(
        tmp_path / "docs",
        **{"p.pdf": pdfs.a_pdf(["One", "Two"]), "p.pdf.yml": "title: Paper\nstate: published", "i.png": picture("PNG")},
    )
    run(cast, folder)
    paper = assets()["Paper"]
    assert paper.is_published
    assert [page.text for page in queries.version_of(paper, 1).pages] == ["One", "Two"]
    assert assets()["I"].format == "image"


def test_a_retired_document_is_retired_on_its_first_import(cast: Cast, tmp_path: Path) -> None:
    beside = "title: Paper\nstate: Retired\npublished: 2024-11-06"
    run(cast, put(tmp_path / "docs", **{"p.pdf": pdfs.a_pdf(), "p.pdf.yml": beside}))
    paper = assets()["Paper"]
    assert (paper.state, paper.retired_at is not None, paper.current is not None) == ("retired", True, True)
    assert paper.published_at is not None
    assert paper.published_at.date().isoformat() == "2024-11-06"


@pytest.mark.parametrize("ending", [".yml", ".yaml", ".YAML"])
def test_a_sidecar_of_either_ending_speaks_for_its_file(cast: Cast, tmp_path: Path, ending: str) -> None:
    folder = put(tmp_path / "docs", **{"p.pdf": pdfs.a_pdf(), f"p.pdf{ending}": "title: Paper\naudience: internal"})
    assert set(run(cast, folder)) == {"p.pdf"}
    assert assets()["Paper"].audience == "internal"


def test_two_sidecars_are_not_chosen_between(cast: Cast, tmp_path: Path) -> None:
    folder = put(tmp_path / "docs", **{"p.pdf": pdfs.a_pdf(), "p.pdf.yml": "title: A", "p.pdf.yaml": "title: B"})
    assert run(cast, folder)["p.pdf"].reason == "both p.pdf.yaml and p.pdf.yml are beside it; keep one"


def test_a_sidecar_that_nothing_reads_is_named(cast: Cast, tmp_path: Path) -> None:
    found = run(cast, put(tmp_path / "docs", **{"a.md": "text", "a.md.yml": "audience: internal"}))
    assert found["a.md.yml"].verdict == "refused"


def test_other_names_of_keys_and_tags_are_understood(cast: Cast, tmp_path: Path) -> None:
    matter = "Status: Published\nrole: Champion\nStage: Justify\nrival: Do nothing\ntags: [budget holder, Sorcerer]"
    found = run(cast, put(tmp_path / "docs", **{"a.md": f"---\n{matter}\n---\n# A\n\ntext"}))
    assert {term.name for term in assets()["A"].terms} == {"Champion", "Justify", "Do nothing", "Budget holder"}
    assert assets()["A"].is_published
    assert found["a.md"].notes == (
        "“Sorcerer” is not a known role, stage, rival, issue or objective and was passed over",
    )


def test_everything_not_taken_is_named_with_its_reason(cast: Cast, tmp_path: Path) -> None:
    folder = put(
        tmp_path / "docs",
        **{
            ".hidden.md": "x", ".git__config": "x", "big.md": "x" * 200_000, "binary.md": b"a\x00b", 
            "latin.md": b"caf\xe9",
            "empty.md": "---\ntitle: x\n---\n", "page.html": "<p>", "lone.yml": "title: x", "not.pdf": "words",
            "cut.pdf": pdfs.a_pdf()[:100], "bad.md": "---\ntitle: [\n---\nx", "list.md": "---\n- a\n---\nx",
            "bomb.md": "---\na: &a [x]\nb: *a\n---\nx", "deep.md": "---\na: " + "[" * 5000 + "\n---\nx",
            "long.md": "---\ntitle: " + "x" * 70_000 + "\n---\nx", "ok.pdf": pdfs.a_pdf(),
            "ok.pdf.yml": b"\xff\xfe\xfd",
        },
    )  # fmt: skip
    (folder / "loop").symlink_to(folder)
    (folder / "out.md").symlink_to("/etc/hostname")
    (folder / "broken.md").symlink_to(folder / "nowhere")
    os.mkfifo(folder / "pipe.md")
    found = run(cast, folder)
    reasons = {path: outcome.reason for path, outcome in found.items()}
    expected = {
        ".hidden.md": "hidden", ".git": "hidden", "big.md": "too large", "binary.md": "binary", "latin.md": "UTF-8",
        "empty.md": "no text", "page.html": "not Markdown", "lone.yml": "not Markdown", "not.pdf": "Choose a PDF",
        "cut.pdf": "damaged", "bad.md": "not YAML", "list.md": "keys and values", "bomb.md": "not YAML",
        "deep.md": "front matter", "long.md": "larger than", "ok.pdf": "UTF-8", "loop": "symbolic link",
        "out.md": "symbolic link", "broken.md": "symbolic link", "pipe.md": "not an ordinary file",
    }  # fmt: skip
    assert set(reasons) == set(expected)
    for path, words in expected.items():
        assert found[path].verdict == "refused"
        assert words in reasons[path], path
    assert assets() == {}


def test_one_that_fails_stops_no_other(cast: Cast, tmp_path: Path) -> None:
    found = run(cast, put(tmp_path / "docs", **{"a.md": "x\n: y\n" * 10_000, "b.md": "fine", "c.md": "## a\n" * 900}))
    assert [outcome.verdict for outcome in found.values()] == ["refused", "taken", "refused"]


def test_hostile_names_are_only_names(cast: Cast, tmp_path: Path) -> None:
    folder = tmp_path / "docs"
    folder.mkdir()
    for name in (b"bad\xff\xfe.md", "рисунок ‮gpj.md".encode(), b"..md", b"a;rm -rf.md"):
        (Path(os.fsdecode(os.fsencode(folder) + b"/" + name))).write_text("words")
    found = run(cast, folder)
    assert sorted(outcome.verdict for outcome in found.values()) == ["refused", "taken", "taken", "taken"]


def test_the_report_counts_and_names(cast: Cast) -> None:
    report = Report()
    for outcome in (Outcome("a", "taken", notes=("n",)), Outcome("b", "refused", "hidden"), Outcome("c", "unchanged")):
        report.add(outcome)
    words = report.words()
    assert "1 taken, 0 changed, 1 unchanged, 1 not taken." in words
    assert "  b: hidden" in words
    assert "  a: n" in words


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("---\ntitle: x\n---\nbody", ("title: x", "body")),
        ("\ufeff---\ntitle: x\n---\nbody", ("title: x", "body")),
        ("--- \na: b\n...\nbody", ("a: b", "body")),
        ("---\nnever closed", ("", "---\nnever closed")),
        ("no matter", ("", "no matter")),
        ("text\n---\nrule", ("", "text\n---\nrule")),
    ],
)
def test_front_matter_ends_where_it_says(source: str, expected: tuple[str, str]) -> None:
    assert front_matter.split(source) == expected


@pytest.mark.parametrize("said", ["buyers", "Buyer", "EXTERNAL", "public"])
def test_what_is_clearly_for_buyers_is_for_buyers(said: str) -> None:
    matter = front_matter.read(f"audience: {said}")
    assert (matter.audience, matter.notes) == ("buyers", [])


@pytest.mark.parametrize("said", ["internal", "Internal", "INTERNAL", "internal-only", "Internal only", "private"])
def test_what_is_clearly_internal_is_internal(said: str) -> None:
    matter = front_matter.read(f"Audience: {said}")
    assert (matter.audience, matter.notes) == ("internal", [])


@pytest.mark.parametrize("said", ["all", "internaly", "", "[buyers, internal]", "{a: b}", "false", "buyers?"])
def test_an_audience_we_do_not_know_is_internal_with_a_note(said: str) -> None:
    matter = front_matter.read(f"audience: {said}")
    assert (matter.audience, len(matter.notes)) == ("internal", 1)


@pytest.mark.parametrize("other", ["audience", "Audience", "AUDIENCE "])
def test_an_audience_said_twice_is_refused(other: str) -> None:
    with pytest.raises(Refused):
        front_matter.read(f"audience: internal\n{other}: buyers")


def test_each_key_we_do_not_know_is_noted() -> None:
    notes = front_matter.read("color: green\n7: x\nUse When: now\n? 0x" + "f" * 9000 + "\n: c").notes
    assert [note.split(" ")[0] for note in notes] == ["“color”", "“7”", "“”"]


@pytest.mark.parametrize(
    "source",
    [
        "title: {a: b}",
        "roles: {a: b}",
        "roles: [[a]]",
        "published: someday",
        "published: 0001-01-01",
        "audience: all",
        "state: [x]",
    ],
)
def test_a_value_that_makes_no_sense_is_passed_over(source: str) -> None:
    matter = front_matter.read(source)
    assert matter.title == ""
    assert matter.published is None


@pytest.mark.parametrize(
    "source",
    [
        "a: !!python/object/apply:os.system [ls]",
        "a: !!timestamp x",
        "a: !!bool x",
        "a: !!int ''",
        "a: 2024-99-99",
        "? {a: [}",
        "\t",
        "a: " + "9" * 6000,
    ],
)
def test_yaml_that_cannot_be_read_is_refused(source: str) -> None:
    with pytest.raises(Refused):
        front_matter.read(source)


class Watched(storage.Storage):
    """A store that nothing is put into while the rooms hold a transaction."""

    puts = 0

    def put(self, *given: Any, **named: Any) -> None:
        assert not session().in_transaction()
        self.puts += 1
        super().put(*given, **named)


def test_nothing_is_stored_while_others_wait_to_write(
    cast: Cast, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Watched("memory:")
    monkeypatch.setattr(storage, "_storage", store)
    session.rollback()
    text = "Look: ![a pump](i.png)"
    run(cast, put(tmp_path / "docs", **{"a.md": text, "i.png": picture("PNG"), "p.pdf": pdfs.a_pdf(), "z.md": "z"}))
    assert store.puts >= 4


def test_an_import_that_was_cut_off_is_gone_on_with(cast: Cast, tmp_path: Path) -> None:
    folder = put(tmp_path / "docs", **{f"{name}.md": name for name in "abcd"})
    steps = import_folder(folder, cast.maya, NOW)
    next(steps)
    commit()
    next(steps)
    # Killed before the commit of the second.
    session.rollback()
    steps.close()
    assert [each.verdict for each in run(cast, folder).values()] == ["unchanged", "taken", "taken", "taken"]
    assert len(assets()) == 4


def test_all_facts_of_front_matter_are_kept(cast: Cast, tmp_path: Path) -> None:
    matter = """title: All
kind: Proof
issues: Cost
objectives: [Prove the claim]
risks: Budget in doubt
bait: [Lost sponsor]
provenance: Third party
source: {name: The Review, date: 2026-03-04}
owner: RAVI@wintermere.example
review_by: 2027-01-02
expires_on: 2027-02-03
note: The first
created: 2025-05-06
state: In review
reviewers: [max@wintermere.example, nobody@wintermere.example]
"""
    found = run(cast, put(tmp_path / "docs", **{"a.md": f"---\n{matter}---\ntext"}))["a.md"]
    asset = assets()["All"]
    assert found.notes == ("nobody@wintermere.example is nobody here and was not asked to review it",)
    assert {(term.facet, term.name) for term in asset.terms} == {
        ("kind", "Proof"), ("issue", "Cost"), ("objective", "Prove the claim"), ("risk", "Budget in doubt"),
    }  # fmt: skip
    assert [term.name for term in asset.bait] == ["Lost sponsor"]
    assert (asset.provenance, asset.source_name, str(asset.source_on)) == ("third_party", "The Review", "2026-03-04")
    assert (asset.owner, str(asset.review_by), str(asset.expires_on)) == (cast.ravi, "2027-01-02", "2027-02-03")
    assert (asset.created_at.year, asset.state, [each.reviewer for each in asset.reviews]) == (
        2025, "in_review", [cast.max],
    )  # fmt: skip
    assert asset.versions[0].note == "The first"


def test_what_is_unknown_here_is_said_and_passed_over(cast: Cast, tmp_path: Path) -> None:
    matter = "owner: gone@x.example\nclaims: [It flies]\nrivals: [Glaciant]\nprovenance: analyst\nreplaced_by: b.md"
    folder = put(tmp_path / "docs", **{"a.md": f"---\ntitle: A\n{matter}\n---\ntext"})
    notes = " ".join(run(cast, folder)["a.md"].notes)
    for words in ("gone@x.example", "It flies", "“Glaciant” is not", "needs a source", "nothing was taken from b.md"):
        assert words in notes
    assert assets()["A"].owner is cast.maya
    list(import_folder(put(folder, **{"a.md": f"---\ntitle: A\n{matter}\n---\nmore"}), cast.maya, NOW, add_terms=True))
    assert [term.name for term in assets()["A"].terms] == ["Glaciant"]
    assert [each.claim.words for each in assets()["A"].claims] == ["It flies"]


def test_links_and_their_replacements_come_in_the_right_order(cast: Cast, tmp_path: Path) -> None:
    link = (
        "---\ntitle: L\nlink: https://x.example/a\nprovenance: third_party\nsource: {name: X, date: 2026-01-01}\n---\n"
    )
    found = run(
        cast,
        put(
            tmp_path / "docs",
            **{
                "a.md": "---\ntitle: A\nreplaced_by: b.md\n---\na",
                "b.md": "---\ntitle: B\nreplaced_by: sub/l.md\n---\nb",
                "sub__l.md": link, "sub__bad.md": link.replace("https://x.example/a", "ftp://x"),
            },
        ),
    )  # fmt: skip
    assert found["sub/bad.md"].reason == "Use an address that begins with https:// or http://."
    assert assets()["A"].replaced_by is assets()["B"]
    assert assets()["B"].replaced_by is assets()["L"]
    assert (assets()["L"].format, assets()["L"].versions[0].source) == ("link", "https://x.example/a")


def test_a_piece_in_the_trash_is_left_there(cast: Cast, tmp_path: Path) -> None:
    folder = put(tmp_path / "docs", **{"a.md": "# A\n\ntext"})
    run(cast, folder)
    assets()["A"].trashed_at = NOW
    commit()
    found = run(cast, put(folder, **{"a.md": "# Other\n\nother"}))
    assert "in the trash" in found["a.md"].reason
    assert list(assets()) == ["A"]


def test_files_larger_than_the_workspace_allows_are_refused(cast: Cast, tmp_path: Path) -> None:
    folder = put(tmp_path / "docs", **{"p.pdf": pdfs.a_pdf() + b"\n" * (1 << 20)})
    assert [each.reason for each in import_folder(folder, cast.maya, NOW, most_bytes=1 << 20)] == [
        "too large: a file may have 1 MB"
    ]
