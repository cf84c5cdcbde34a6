"""LibreOffice, asked for a PDF: with a profile of its own, without macros, links or network; from the child only."""

import json
from pathlib import Path
from urllib.parse import quote

from app.documents import programs

SECONDS, MEMORY_MB = 60, 1024

_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry" xmlns:xs="http://www.w3.org/2001/XMLSchema">
{items}
</oor:items>
"""
_SETTINGS = [
    ("org.openoffice.Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("org.openoffice.Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("org.openoffice.Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("org.openoffice.Office.Writer/Content/Update", "Link", "0"),
    ("org.openoffice.Office.Calc/Content/Update", "Link", "2"),
    # A proxy at which nothing listens: whatever still asks for the network gets none.
    ("org.openoffice.Inet/Settings", "ooInetProxyType", "1"),
    ("org.openoffice.Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("org.openoffice.Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("org.openoffice.Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("org.openoffice.Inet/Settings", "ooInetHTTPSProxyPort", "9"),
]
_FILTERS = {".pptx": "impress_pdf_Export", ".docx": "writer_pdf_Export", ".xlsx": "calc_pdf_Export"}


def to_pdf(source: Path, folder: Path, *, fits_pages: bool) -> Path | None:
    """The PDF, or None where LibreOffice is absent, fails or takes too long.

    `fits_pages` puts each sheet of a spreadsheet on one page. Speaker notes and comments are left out.
    """
    program = programs.find("soffice")
    if program is None:
        return None
    home = folder / "libreoffice"
    _write_profile(home / "profile" / "user")
    options = {"ExportNotes": False, "ExportNotesPages": False, "ExportBookmarks": source.suffix == ".docx"}
    if source.suffix == ".xlsx" and fits_pages:
        options["SinglePageSheets"] = True
    typed = {name: {"type": "boolean", "value": str(value).lower()} for name, value in options.items()}
    words = [
        program, f"-env:UserInstallation=file://{quote(str(home / 'profile'))}", "--headless", "--norestore",
        "--nologo", "--nodefault", "--nolockcheck", "--nofirststartwizard",
        "--convert-to", f"pdf:{_FILTERS[source.suffix]}:{json.dumps(typed)}", "--outdir", str(home), str(source),
    ]  # fmt: skip
    done = programs.run(words, home, SECONDS, MEMORY_MB)
    made = home / f"{source.stem}.pdf"
    return made if done is not None and made.exists() else None


def _write_profile(folder: Path) -> None:
    folder.mkdir(parents=True)
    items = "\n".join(
        f'<item oor:path="/{path}"><prop oor:name="{name}" oor:op="fuse"><value>{value}</value></prop></item>'
        for path, name, value in _SETTINGS
    )
    (folder / "registrymodifications.xcu").write_text(_PROFILE.format(items=items))
