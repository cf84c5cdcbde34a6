"""Taking one file of an import that was read: drawn and stored first, then written in one go."""

import re
import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import select

from app.auth.models import User
from app.core import text, tokens
from app.core.child import Child
from app.core.db import session
from app.core.errors import Refused
from app.documents import rendering
from app.documents.formats import LINK, MARKDOWN, VIDEO
from app.exchange import import_pictures
from app.exchange.front_matter import Matter
from app.exchange.import_facts import facts_of
from app.exchange.import_reading import Read
from app.exchange.import_settling import settle
from app.exchange.import_walk import Found
from app.exchange.import_words import Words
from app.library import captioning, files, linking, naming, picturing, publishing, renditions, signing
from app.library.captioning import StoredCaptions
from app.library.facts import Facts
from app.library.models import Asset
from app.library.queries import find_imported

_ID = re.compile(rf"[{tokens.ALPHABET}]{{14}}")
Write = Callable[[Facts, Asset | None], Asset]


@dataclass(frozen=True)
class Taking:
    """One import: whose it is, when, and the children that draw for it. `folder` is the name of its folder."""

    folder: str
    user: User
    at: datetime
    words: Words
    writer: Child
    drawer: Child

    def path_of(self, found: Found) -> str:
        """What a file is known by the next time."""
        return f"{self.folder}/{found.name}"

    def take(self, found: Found, read: Read) -> bool:
        """Makes or changes the piece of a file and says whether it is a new one. Raises Refused."""
        with ExitStack() as stack:
            prepare = {MARKDOWN: self._text, LINK: self._link}.get(read.format, self._document)
            title, write = prepare(found, read, stack)
            # What is refused half-way leaves nothing behind, whatever the caller commits.
            with session.begin_nested():
                return self._write(found, read, title, write)

    def _write(self, found: Found, read: Read, title: str, write: Write) -> bool:
        known = self._known(found, read.matter)
        facts = facts_of(read.matter, title, self.words, known, self.folder)
        piece = write(facts, known)
        piece.import_path, piece.import_hash = self.path_of(found), read.digest
        if known is None:
            if _ID.fullmatch(read.matter.id):
                piece.public_id = read.matter.id
            if read.matter.created is not None and read.matter.created < self.at:
                piece.created_at = read.matter.created
        if "claims" in read.matter.said:
            signing.set_claims(self.user, piece, self.words.claims(read.matter), self.at)
        settle(self.user, piece, read.matter, self.words, self.at)
        return known is None

    def _known(self, found: Found, matter: Matter) -> Asset | None:
        """The piece of the same id, as an export wrote it, or the one that this path became."""
        by_id = select(Asset).where(Asset.public_id == matter.id)
        piece = session.scalar(by_id) if _ID.fullmatch(matter.id) else None
        piece = piece or find_imported(self.path_of(found))
        if piece is not None and piece.trashed_at is not None:
            raise Refused("it is in the trash here; restore it or empty the trash first")
        if piece is not None and piece.is_variant:
            raise Refused("here it is a copy made for one account, which is not changed from a file")
        return piece

    def _text(self, found: Found, read: Read, _stack: ExitStack) -> tuple[str, Write]:
        names, stored = self._pictures(read)
        source = import_pictures.renamed(read.source, {target: f"picture:{name}" for target, name in names.items()})
        rendered = rendering.render(source, read.matter.title, self.writer)
        read.matter.notes.extend(rendered.notes)

        def write(facts: Facts, piece: Asset | None) -> Asset:
            for name, picture in stored.items():
                picturing.take(self.user, picture, self.at).public_id = name
            session.flush()
            return publishing.write(self.user, self.at, facts, source=source, asset=piece, rendered=rendered)

        return rendered.heading or naming.title_of(found.file_name), write

    def _pictures(self, read: Read) -> tuple[dict[str, str], dict[str, picturing.Stored]]:
        """The id of each local picture by the path that shows it, and those that are to become rows by their ids."""
        names: dict[str, str] = {}
        rows: dict[str, picturing.Stored] = {}
        for target, path in read.pictures.items():
            try:
                names[target], stored = import_pictures.store(path, self.user)
            except Refused as refusal:
                read.matter.notes.append(f"{text.one_line(target, 80)}: {refusal.reason}")
            else:
                rows |= {names[target]: stored} if stored is not None else {}
        return names, rows

    def _link(self, found: Found, read: Read, _stack: ExitStack) -> tuple[str, Write]:
        def write(facts: Facts, piece: Asset | None) -> Asset:
            return linking.link(self.user, self.at, facts, url=read.source, asset=piece)

        return naming.title_of(found.file_name), write

    def _document(self, found: Found, read: Read, stack: ExitStack) -> tuple[str, Write]:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="rapport-")))
        # A video is drawn in a child of its own, which may write more than this one.
        drawer = self.drawer if read.format != VIDEO else None
        drawn = renditions.open_document(found.path, folder, read.format, drawer)
        stored, kept, spoken = files.store(found.path), renditions.put_files(folder, drawn), _captions(read)
        called = naming.file_name_of(read.matter.file_name or found.file_name)

        def write(facts: Facts, known: Asset | None) -> Asset:
            piece, version = publishing.take_file(
                self.user, self.at, facts, stored=stored, file_name=called, asset=known
            )
            if not version.is_ready:
                renditions.fill(version, drawn, kept)
            if spoken is not None and version.captions_key != spoken.key:
                captioning.attach(self.user, version, spoken, self.at)
            return piece

        return naming.title_of(found.file_name), write


def _captions(read: Read) -> StoredCaptions | None:
    try:
        return captioning.store(read.captions) if read.captions is not None else None
    except Refused as refusal:
        read.matter.notes.append(refusal.reason)
        return None
