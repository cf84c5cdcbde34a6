"""Markdown becomes safe pages; whatever is hostile in it becomes text, nothing, or a sentence."""

import re
from contextlib import suppress
from html.parser import HTMLParser

import pytest

from app.core.errors import Refused
from app.documents import pictures, rendering
from app.documents.markdown_pages import pages_of
from tests.documents.hostile import PAYLOADS

ALLOWED = {
    "p": set(), "h2": {"id"}, "h3": {"id"}, "h4": {"id"}, "h5": {"id"}, "h6": {"id"}, "ul": set(), "ol": {"start"},
    "li": {"id"}, "dl": set(), "dt": set(), "dd": set(), "blockquote": set(), "pre": {"tabindex"}, "code": set(),
    "em": set(), "strong": set(), "del": set(), "sup": {"id"}, "sub": set(), "hr": set(), "br": set(),
    "a": {"href", "id", "rel", "title"}, "div": {"class", "role", "aria-label", "tabindex"}, "table": set(),
    "img": {"alt", "data-picture"}, "thead": set(), "tbody": set(), "tr": set(), "th": {"align"}, "td": {"align"},
}  # fmt: skip


class Inspector(HTMLParser):
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in ALLOWED, tag
        for name, value in attrs:
            assert name in ALLOWED[tag], (tag, name)
            if name == "href":
                assert re.match(r"https?://|mailto:|#(s-|fn)", value or "", re.IGNORECASE), value
            if name == "id":
                assert (value or "").startswith(("s-", "fn"))


def html_of(source: str, title: str = "Title") -> str:
    return "\n".join(page["html"] for page in pages_of(source, title)["pages"])


HOSTILE = [
    "<script>alert(1)</script>text",
    "<img src=x onerror=alert(1)>text",
    "<svg/onload=alert(1)>text",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java&#x73;cript:alert(1))",
    "[x](&#106;avascript:alert(1))",
    "[x](javascript&colon;alert(1))",
    "[x](<java\tscript:alert(1)>)",
    "[x](\x01javascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)",
    "[x](vbscript:msgbox)",
    "[x](//evil.example/)",
    "[x](\\\\evil.example)",
    "[x](/sign-out)",
    "[x](http:evil)",
    "[x][1]\n\n[1]: javascript:alert(1)",
    "<javascript:alert(1)>",
    "<base href='//evil.example/'>text",
    "<meta http-equiv=refresh content='0;url=//evil.example'>text",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>text",
    "<form action=//evil.example><input name=q></form>text",
    "<a href=x onclick=alert(1)>t</a>",
    "<style>*{display:none}</style>text",
    "<link rel=stylesheet href=//evil.example>text",
    "![x](javascript:alert(1))",
    "![x](https://evil.example/pixel.gif)",
    '![x" onerror="alert(1)](y)',
    '[x](https://a.example "\\" onmouseover=alert(1) x=\\"")',
    "[![x](javascript:1)](javascript:2)",
    "```html\n<script>alert(1)</script>\n```",
    '``` {.x onclick="alert(1)"}\na\n```',
    "`<script>`",
    "    <script>alert(1)</script>",
    "<scr<script>ipt>alert(1)</scr</script>ipt>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>text",
    "text[^1]\n\n[^1]: <img src=x onerror=alert(1)>",
    "| <script>a</script> | b |\n|---|---|\n| [x](javascript:1) | <b onclick=1>b</b> |",
    "## <img src=x onerror=alert(1)> heading\n\ntext",
    "## main {#main}\n\n## csrf_token\n\ntext",
    "term <script>\n: <script>alert(1)</script>",
    "<!-- --!> <script>alert(1)</script> -->text",
    "<![CDATA[<script>alert(1)</script>]]>text",
    "<?php echo 1 ?>text",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "\x02klzzwxh:0000\x03 text",
    '<https://a.example/"onmouseover=alert(1)>',
]


@pytest.mark.parametrize("source", HOSTILE)
def test_hostile_markdown_keeps_only_what_the_list_names(source: str) -> None:
    found = html_of(source)
    Inspector().feed(found)
    assert "evil.example/pixel" not in found


def test_every_payload_of_the_corpus_is_harmless() -> None:
    assert len(PAYLOADS) > 300
    for source in PAYLOADS:
        with suppress(Refused):
            found = html_of("text\n\n" + source)
            Inspector().feed(found)
            assert 'src="' not in re.sub(r">[^<]*<", "><", found), source


def test_a_picture_of_ours_is_named_and_has_no_address_yet() -> None:
    found = pages_of('a ![A <b> "curve"](picture:abcdefghijkmnp) b', "T")["pages"][0]
    assert found["html"] == '<p>a <img alt="A ‹b› &quot;curve&quot;" data-picture="abcdefghijkmnp"> b</p>'
    assert found["text"] == 'a A ‹b› "curve" b'


def test_only_a_real_picture_gets_an_address() -> None:
    html = html_of(
        '`<img alt="x" data-picture="abcdefghijkmnp">` ![x](picture:abcdefghijkmnp) ![y](picture:zzzzzzzzzzzzzz)'
    )
    kept = pictures.with_sizes(html, {"abcdefghijkmnp": (30, 20)})
    shown = pictures.with_addresses(kept, lambda name: f"/p/{name}.webp")
    assert pictures.names_in(html) == ["abcdefghijkmnp", "zzzzzzzzzzzzzz"]
    assert shown.count("src=") == 1
    assert '<img alt="x" src="/p/abcdefghijkmnp.webp" width="30" height="20" loading="lazy" decoding="async">' in shown
    assert "<em>Picture: y</em>" in shown


def test_the_inspector_itself_can_fail() -> None:
    with pytest.raises(AssertionError):
        Inspector().feed("<p onclick=x>")


def test_what_a_writer_needs_works() -> None:
    found = html_of(
        "**b** *e* ~~no~~\n\n| a | b |\n|---|--:|\n| 1 | 2 |\n\nterm\n: meaning\n\n```\ncode\n```\n\n3. three"
        "\n\nsee[^n]\n\n[^n]: note\n\n[out](https://a.example) <me@a.example>"
    )
    for part in ("<strong>b", "<del>no", '<td align="right">2', "<dd>meaning", "<code>code", 'start="3"', 'id="fn:n"'):
        assert part in found
    assert 'href="https://a.example" rel="noopener noreferrer nofollow"' in found
    assert 'href="mailto:me@a.example"' in found


def test_pages_begin_at_second_level_headings() -> None:
    found = pages_of("# My title\n\nBefore.\n\n## One\n\na\n\n### Sub\n\n## Two & *more*\n\nb", "My title!")
    assert [page["title"] for page in found["pages"]] == ["My title!", "One", "Two & more"]
    assert found["pages"][0]["text"] == "Before."
    assert found["heading"] == "My title"
    assert 'id="s-sub"' in found["pages"][1]["html"]


def test_without_text_before_the_first_heading_there_is_no_first_page() -> None:
    assert [page["title"] for page in pages_of("# T\n\n## One\n\na", "T")["pages"]] == ["One"]


def test_another_leading_heading_stays() -> None:
    assert "Something else" in html_of("# Something else\n\na", "Title")


def test_a_heading_in_a_quote_or_code_cuts_nothing() -> None:
    assert len(pages_of("a\n\n> ## Quoted\n\n```\n## Code\n```\n", "T")["pages"]) == 1


def test_a_footnote_stays_with_the_page_that_cites_it() -> None:
    pages = pages_of("a[^1]\n\n## B\n\nb[^2]\n\n[^1]: first note\n[^2]: second note", "T")["pages"]
    assert "first note" in pages[0]["text"]
    assert "second note" not in pages[0]["text"]
    assert "second note" in pages[1]["text"]


def test_a_picture_becomes_its_words_and_a_note() -> None:
    found = pages_of("![The curve](https://a.example/x.png)", "T")
    assert found["pages"][0]["html"] == "<p><em>Picture: The curve</em></p>"
    assert any("Pictures" in note for note in found["notes"])


def test_links_to_headings_lead_to_them() -> None:
    assert 'href="#s-what-it-costs"' in html_of("[x](#what-it-costs)\n\n## What it costs\n\na")


def test_text_is_what_a_reader_sees() -> None:
    page = pages_of("a **b** `<c>` &amp; d\n\n- e", "T")["pages"][0]
    assert page["text"] == "a b <c> & d\ne"
    assert page["words"] == 5


@pytest.mark.parametrize(
    ("source", "words"),
    [
        ("a" * 100_001, "too long"),
        ("é" * 60_000, "too long"),
        ("", "Write something"),
        ("  \n\x00\x01 ", "Write something"),
        ("# Title", "nothing to read"),
        ("## a\n" * 300, "more than 200 sections"),
        ("x\n: y\n" * 10_000, ""),
        ("[" * 30_000, "so we stopped"),
        ("![x](" * 10_000, "so we stopped"),
    ],
)
def test_what_cannot_be_rendered_ends_in_a_sentence(source: str, words: str) -> None:
    with pytest.raises(Refused) as refused:
        rendering.render(source, "Title")
    assert words in refused.value.reason
    assert refused.value.field == "source"


@pytest.mark.parametrize("source", ["- " * 800 + "x", "> " * 5000 + "x", "* " * 3000 + "x", "1. " * 2000 + "x"])
def test_deep_nesting_is_rendered_or_refused_and_never_a_fault(source: str) -> None:
    with suppress(Refused):
        assert rendering.render(source, "Title").pages


def test_control_and_direction_marks_are_gone() -> None:
    assert rendering.checked("a\u202eb\x00c\r\nd") == "abc\nd"


def test_an_empty_corner_of_a_table_heads_nothing() -> None:
    html = html_of("| | A |\n|---|---|\n| x | 1 |")
    assert "<th></th>" not in html
    assert "<th>A</th>" in html


def test_what_is_added_around_tables_cannot_be_called_from_a_title() -> None:
    html = html_of('[x](https://a.example "<table><img src=x onerror=alert(1)>")')
    assert "<img" not in html
    assert "<div" not in html
