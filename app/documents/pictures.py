"""Pictures in the HTML of a page: kept as a name without an address, so that each place shows them by its own."""

import re
from collections.abc import Callable, Mapping

_NAMED = re.compile(r'<img alt="([^"<>]*)" data-picture="([2-9a-z]{14})">')
_SIZED = re.compile(r'<img alt="([^"<>]*)" data-picture="([2-9a-z]{14})" (width="\d{1,5}" height="\d{1,5}")>')


def names_in(html: str) -> list[str]:
    """The public ids of the pictures that a page names, in order."""
    return list(dict.fromkeys(match[1] for match in _NAMED.findall(html)))


def with_sizes(html: str, sizes: Mapping[str, tuple[int, int]]) -> str:
    """The page as it is kept: room for each known picture, and an unknown one replaced by its description."""

    def sized(match: re.Match[str]) -> str:
        alt, name = match.groups()
        if name not in sizes:
            return f"<em>Picture: {alt or 'no description'}</em>"
        width, height = sizes[name]
        return f'<img alt="{alt}" data-picture="{name}" width="{width}" height="{height}">'

    return _NAMED.sub(sized, html)


def with_addresses(html: str, address: Callable[[str], str]) -> str:
    """The page as it is shown: `address` makes the URL of a picture from its public id."""
    if "data-picture" not in html:
        return html

    def addressed(match: re.Match[str]) -> str:
        alt, name, size = match.groups()
        return f'<img alt="{alt}" src="{address(name)}" {size} loading="lazy" decoding="async">'

    return _SIZED.sub(addressed, html)


def count_undescribed(html: str) -> int:
    """How many pictures of a page say nothing to somebody who cannot see them."""
    return html.count('<img alt="" data-picture=')
