"""What is typed and not saved, pictures in a text, links, and two people who edit at once."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from app.core.db import session
from app.core.errors import NotFound, Refused
from app.core.transaction import commit
from app.documents import pictures
from app.library import addresses, drafting, gaps, linking, merging, picking, picturing, publishing, queries
from app.library.facts import Facts
from app.library.models import INTERNAL, Asset, Draft, Picture
from app.library.telling import Overtaken, tell
from tests.cast import NOW, Cast
from tests.documents.test_documents import picture
from tests.factories import a_term, an_asset

pytestmark = pytest.mark.usefixtures("db")

STUDY = {"provenance": "analyst", "source_name": "Bloor", "source_on": date(2026, 3, 1)}


def a_picture(cast: Cast, folder: Path) -> Picture:
    path = folder / "p"
    path.write_bytes(picture("PNG"))
    found = picturing.take(cast.maya, picturing.store(path, "..\\curve.png"), NOW)
    commit()
    return found


def written(cast: Cast, source: str, **facts: object) -> Asset:
    asset = publishing.write(cast.maya, NOW, Facts.clean(title="Payback", **facts), source=source)  # type: ignore[arg-type]
    commit()
    return asset


def test_a_draft_is_kept_found_and_dropped_by_its_writer_alone(cast: Cast) -> None:
    key = drafting.new_key(drafting.WRITE)
    drafting.keep(cast.maya, key, None, {"title": ["A\x00 \ud800"], "role": ["x", "y"]}, 0, NOW)
    drafting.keep(cast.maya, key, None, {"title": ["B "]}, 0, NOW + timedelta(seconds=5))
    commit()
    (draft,) = drafting.drafts_for(cast.maya, drafting.WRITE, None)
    assert draft.fields == {"title": ["B "]}
    assert drafting.drafts_for(cast.ada, drafting.WRITE, None) == []
    assert drafting.drafts_for(cast.maya, drafting.LINK, None) == []
    with pytest.raises(NotFound):
        drafting.get_draft_for(cast.ada, key, None)
    drafting.drop(cast.ada, key)
    assert drafting.get_draft_for(cast.maya, key, None).fields
    drafting.drop(cast.maya, key)
    assert session.scalar(select(Draft.id)) is None


def test_only_the_newest_drafts_stay(cast: Cast) -> None:
    asset = an_asset(cast.maya)
    for number in range(drafting.MOST + 3):
        fields = {"title": [str(number)]}
        drafting.keep(cast.maya, drafting.new_key("write"), asset, fields, 0, NOW + timedelta(minutes=number))
    found = drafting.drafts_for(cast.maya, "write", asset)
    assert [draft.fields["title"][0] for draft in found] == [str(n) for n in range(12, 2, -1)]
    with pytest.raises(Refused):
        drafting.keep(cast.maya, "../etc", asset, {}, 0, NOW)


def test_who_saves_over_somebody_else_is_told_and_changes_nothing(cast: Cast) -> None:
    asset = written(cast, "One")
    began = asset.edits
    publishing.write(cast.ada, NOW, Facts.of(asset), source="Theirs", asset=asset, began=began)
    commit()
    for act in (
        lambda: publishing.write(cast.maya, NOW, Facts.of(asset), source="Mine", asset=asset, began=began),
        lambda: tell(asset, NOW, Facts.clean(title="Mine"), began),
    ):
        with pytest.raises(Overtaken):
            act()
        session.rollback()
    assert queries.version_of(asset, 1).source == "Theirs"
    publishing.write(cast.maya, NOW, Facts.of(asset), source="Mine", asset=asset, began=asset.edits)
    assert queries.version_of(asset, 1).source == "Mine"


def test_both_texts_stand_in_the_merged_one() -> None:
    both = merging.merged("a\nb\nc", "a\nB\nc\nd")
    assert both.splitlines() == [
        "a", merging.THEIRS, "b", merging.YOURS, "B", merging.END, "c", merging.THEIRS, merging.YOURS, "d", merging.END,
    ]  # fmt: skip
    assert merging.is_unsettled(both)
    assert not merging.is_unsettled("a\n=== c")


@pytest.mark.parametrize("kind", ["Script", "Battlecard", "Template"])
def test_a_kind_for_us_alone_keeps_a_piece_from_buyers_whatever_is_said(cast: Cast, kind: str) -> None:
    asset = written(cast, "Words", audience="buyers", terms=[a_term("kind", kind)])
    assert asset.audience == INTERNAL
    tell(asset, NOW, Facts.clean(title="x", audience="buyers", terms=[a_term("kind", kind)]))
    assert asset.audience == INTERNAL
    with pytest.raises(Refused):
        Facts.clean(title="x", terms=[a_term("kind", kind), a_term("kind", "Proof")])


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"provenance": "nobody"}, "provenance"),
        ({"provenance": "customer"}, "source_name"),
        ({"provenance": "customer", "source_name": "Fernholt"}, "source_on"),
        ({"review_by": date(9, 1, 1)}, "review_by"),
        ({"expires_on": date(9999, 1, 1)}, "expires_on"),
        ({"note": "x" * 301}, "note"),
    ],
)
def test_what_is_wrong_with_a_fact_names_its_field(given: dict[str, object], field: str) -> None:
    with pytest.raises(Refused) as refused:
        Facts.clean(title="x", **given)  # type: ignore[arg-type]
    assert refused.value.field == field


def test_what_is_ours_needs_no_source_and_says_none() -> None:
    facts = Facts.clean(title="x", source_name="Left over", source_on=date(2026, 1, 1))
    assert (facts.source_name, facts.source_on) == ("", None)


def test_a_piece_does_not_replace_itself(cast: Cast) -> None:
    one, other = an_asset(cast.maya, "One"), an_asset(cast.maya, "Other")
    tell(one, NOW, Facts.clean(title="One", replaced_by=other))
    for wrong in (lambda: Facts.clean(title="O", replaced_by=one), lambda: Facts.clean(title="O", replaced_by=other)):
        with pytest.raises(Refused):
            tell(other, NOW, wrong())


def test_a_piece_is_named_by_its_title_or_address(cast: Cast) -> None:
    one, draft = an_asset(cast.maya, "Payback"), an_asset(cast.maya, "Secret", state="draft")
    assert picking.piece_named(cast.ravi, " payback ", "by") == one
    assert picking.piece_named(cast.ravi, f"http://localhost/library/{one.public_id}?page=2", "by") == one
    assert picking.piece_named(cast.ravi, " ", "by") is None
    an_asset(cast.maya, "PAYBACK")
    for typed in ("Payback", "nothing", f"/library/{draft.public_id}"):
        with pytest.raises(Refused):
            picking.piece_named(cast.ravi, typed, "by")


def test_a_picture_is_drawn_anew_and_seen_by_who_may_read_a_text_with_it(cast: Cast, tmp_path: Path) -> None:
    held = a_picture(cast, tmp_path)
    assert held.name == "curve.png"
    assert picturing.get_picture_for(cast.maya, held.public_id) == held
    with pytest.raises(NotFound):
        picturing.get_picture_for(cast.ravi, held.public_id)
    asset = written(cast, f"a ![Curve](picture:{held.public_id}) ![Gone](picture:22222222222222)")
    version = queries.version_of(asset, 1)
    html = version.pages[0].html or ""
    assert f'data-picture="{held.public_id}" width="{held.width}"' in html
    assert "<em>Picture: Gone</em>" in html
    assert version.pictures == [held]
    assert picturing.get_picture_for(cast.ada, held.public_id) == held
    with pytest.raises(NotFound):
        picturing.get_picture_for(cast.ravi, held.public_id)
    publishing.publish(cast.maya, asset, NOW)
    commit()
    assert picturing.get_picture_for(cast.ravi, held.public_id) == held
    assert picturing.get_picture_of(version.id, held.public_id) == held
    other = written(cast, "no picture")
    with pytest.raises(NotFound):
        picturing.get_picture_of(queries.version_of(other, 1).id, held.public_id)


def test_a_stranger_cannot_show_a_picture_they_may_not_see(cast: Cast, tmp_path: Path) -> None:
    held = a_picture(cast, tmp_path)
    facts = Facts.clean(title="Mine")
    asset = publishing.write(cast.ravi, NOW, facts, source=f"![x](picture:{held.public_id})")
    assert queries.version_of(asset, 1).pictures == []
    assert "data-picture" not in (queries.version_of(asset, 1).pages[0].html or "")


@pytest.mark.parametrize("content", [b"%PDF-1.4 no", b"<svg xmlns='x'/>", b"\x89PNG\r\n\x1a\nbroken", b""])
def test_what_is_no_picture_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "p"
    path.write_bytes(content)
    with pytest.raises(Refused):
        picturing.store(path, "p.png")


def test_undescribed_pictures_are_counted() -> None:
    assert pictures.count_undescribed('<img alt="" data-picture="x"><img alt="a" data-picture="x">') == 1


def test_a_link_is_a_piece_with_one_page_that_says_where_it_leads(cast: Cast) -> None:
    facts = Facts.clean(title="The study", summary="Worth a call", **STUDY)  # type: ignore[arg-type]
    asset = linking.link(cast.maya, NOW, facts, url="https://bücher.example/a b".replace(" ", "%20"))
    publishing.publish(cast.maya, asset, NOW)
    commit()
    version = queries.version_of(asset, 1)
    assert (asset.format, version.media_type, version.source) == (
        "link", "text/uri-list", "https://xn--bcher-kva.example/a%20b",
    )  # fmt: skip
    assert version.pages[0].text == "Worth a call\nBloor, 1 March 2026\nxn--bcher-kva.example"
    linking.link(cast.maya, NOW, facts, url=version.source or "", asset=asset)
    assert len(queries.versions_for(cast.maya, asset)) == 1
    with pytest.raises(Refused):
        linking.link(cast.maya, NOW, Facts.clean(title="Ours"), url="https://a.example/")
    session.rollback()
    with pytest.raises(Refused):
        publishing.write(cast.maya, NOW, Facts.of(asset), source="text", asset=asset)


@pytest.mark.parametrize(
    "typed",
    [
        "", "ftp://a.example/", "javascript:alert(1)", "//a.example", "https://", "https://localhost/", "http://127.0.0.1/",
        "http://2130706433/", "http://0x7f.1/", "http://[::1]/", "https://user:pw@a.example/", "https://a.example@evil.example",
        "https://a example/", "https://a.example\\@evil.example", "https://printer.local/", "https://a..example/",
        "https://a.example:99999/", "https://a.example:x/", "https://" + "a" * 3000 + ".example", "https://a.internal",
        "https://-a.example/x", "https://\u2024.example", "http://169.254.169.254/", "https://[", "\ud800",
    ],
)  # fmt: skip
def test_an_address_that_no_buyer_should_follow_is_refused(typed: str) -> None:
    with pytest.raises(Refused) as refused:
        addresses.read(typed)
    assert refused.value.field == "url"


def test_an_address_is_kept_as_it_leads() -> None:
    found = addresses.read(' https://WWW.Аpple.com/\u202eé?q=a"b#c<d ')
    assert found.host == "www.xn--pple-43d.com"
    assert found.url == "https://www.xn--pple-43d.com/%E2%80%AE%C3%A9?q=a%22b#c%3Cd"


def test_a_gap_is_a_role_at_a_stage_that_no_other_piece_is_for(cast: Cast) -> None:
    champion, legal, justify = a_term("role", "Champion"), a_term("role", "Legal"), a_term("stage", "Justify")
    asset = an_asset(cast.maya, terms=[champion, justify])
    an_asset(cast.maya, "Draft", state="draft", terms=[legal, justify])
    assert gaps.unfilled([champion, legal], [justify], None) == [(legal, justify)]
    assert gaps.unfilled([champion], [justify], asset) == [(champion, justify)]
    assert gaps.unfilled([], [justify], None) == []
