"""The words in which usage is told; the page and the CSV file say the same."""

from datetime import datetime

from markupsafe import Markup

from app.documents.formats import FORMATS
from app.insights.rows import Part, UsageRow
from app.insights.tallies import months_before
from app.insights.usage import Usage
from app.library.lengths import length_of
from app.library.models import Asset
from app.web.jinja import day, plural
from app.web.pictures import UsagePart

PARTS: dict[Part, str] = {
    "used": "sent and read",
    "fade": "sent, read by nobody",
    "old": "sent before, not lately",
    "dead": "never sent by anyone",
}


def parts(usage: Usage) -> list[UsagePart]:
    """The stretches of the bar, each but the first leading to its pieces."""
    return [
        UsagePart(part, len(usage.of(part)), label, "#idle" if part != "used" and usage.of(part) else "")
        for part, label in PARTS.items()
    ]


def sentence(usage: Usage) -> Markup:
    """What the bar comes to, counts first."""
    if not usage.total:
        return Markup("<b>Nothing for buyers is published yet.</b> Publish a piece, and this page starts to count.")
    used = len(usage.of("used"))
    share = f" ({usage.used_share:.0%})" if usage.used_share is not None else ""
    verb = "was" if used == 1 else "were"
    said = Markup("<b>{} of {}{}</b> {} sent and read in the last {}.").format(
        f"{used:,}", plural(usage.total, "piece"), share, verb, "year" if usage.days == 365 else f"{usage.days} days"
    )
    idle = len(usage.retirable)
    if not idle:
        return said
    which = "one that was" if idle == 1 else f"{idle:,} that were"
    return said + Markup(" Retiring the {} never sent would make that {} of {} without writing a word.").format(
        which, f"{used:,}", f"{usage.total - idle:,}"
    )


def kind(asset: Asset) -> str:
    """PDF, 34 pages."""
    return ", ".join(filter(None, (FORMATS.get(asset.format, asset.format), length_of(asset.current))))


def opened(row: UsageRow) -> str:
    """3 of 14 people, or that it was never sent."""
    return "never sent" if row.part == "dead" else f"{row.counts.readers} of {row.counts.people_sent}"


def reason(row: UsageRow) -> str:
    """A fact, never a guess."""
    why = row.reason
    if why is None:
        return ""
    if why.code == "new":
        return f"Published {day(why.at)}, still new"
    if why.code == "untagged":
        return f"No {' or '.join(why.missing)} set"
    if why.code == "nobody read":
        return f"Sent to {plural(why.count, 'person', 'people')}, nobody read it"
    return (
        f"Not sent since {day(why.at)}" if why.code == "not sent since" else f"Published {day(why.at)}, sent by nobody"
    )


def csv_header(at: datetime) -> list[str]:
    months = [f"Sent in {start:%b %Y}" for start, _ in months_before(at)]
    return ["Piece", "Kind", "State", *months, "People sent to", "Readers", "Opened", "Likely reason"]


def csv_line(row: UsageRow) -> list[object]:
    """The same facts as the row on the page."""
    counts = row.counts
    return [
        row.asset.title, kind(row.asset), PARTS[row.part], *row.sends, counts.people_sent, counts.readers, opened(row),
        reason(row),
    ]  # fmt: skip
