"""The formats of content, as they are told apart by what a file holds."""

MARKDOWN, PDF, IMAGE = "markdown", "pdf", "image"
SLIDES, TEXT, SHEET = "slides", "text", "sheet"
VIDEO, LINK = "video", "link"

FORMATS = {
    MARKDOWN: "Page",
    PDF: "PDF",
    IMAGE: "Image",
    SLIDES: "Slides",
    TEXT: "Document",
    SHEET: "Spreadsheet",
    VIDEO: "Video",
    LINK: "Link",
}
# Office files: shown as pages where LibreOffice is present, else as their text.
OFFICE = (SLIDES, TEXT, SHEET)

_WORD = "application/vnd.openxmlformats-officedocument."
_BY_MEDIA = {
    "text/markdown": MARKDOWN,
    "application/pdf": PDF,
    "text/uri-list": LINK,
    _WORD + "presentationml.presentation": SLIDES,
    _WORD + "wordprocessingml.document": TEXT,
    _WORD + "spreadsheetml.sheet": SHEET,
}


def format_of_media(media_type: str) -> str:
    """The format of a media type; every picture and every video is one of its kind."""
    if media_type.startswith("video/"):
        return VIDEO
    return _BY_MEDIA.get(media_type, IMAGE)


def media_of(format: str) -> str:
    """The media type to begin with, before a file has been looked at closely."""
    guesses = {each: media for media, each in _BY_MEDIA.items()}
    return guesses.get(format, "video/mp4" if format == VIDEO else "image/*")
