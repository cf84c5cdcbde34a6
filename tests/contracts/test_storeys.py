"""The house stands: who may import whom, where commits happen, what templates may use."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
APP = ROOT / "app"
MAY_COMMIT = ("web/", "cli.py", "worker.py", "demo/", "core/transaction.py")
TAKES = re.compile(r"""\{%-?\s*(?:extends|include|import|from)\s+["']([^"']+)["']""")


def test_the_storeys_hold() -> None:
    found = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports_command; lint_imports_command()"],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert found.returncode == 0, found.stdout[-3000:]


def strays(folder: Path) -> list[str]:
    """Modules below `folder` that end an act where only the edges may."""
    return [
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*.py")
        if re.search(r"^\s*(?:session\.|transaction\.)?(?:commit|rollback)\(\)", path.read_text(), re.MULTILINE)
        and not path.relative_to(folder).as_posix().startswith(MAY_COMMIT)
    ]


def test_acts_end_only_at_the_edges(tmp_path: Path) -> None:
    assert strays(APP) == []
    (tmp_path / "library").mkdir()
    (tmp_path / "library" / "publishing.py").write_text("def publish():\n    commit()\n")
    assert strays(tmp_path) == ["library/publishing.py"]


@pytest.mark.parametrize(
    "path", sorted((APP / "templates").rglob("*.html")), ids=lambda p: p.relative_to(APP).as_posix()
)
def test_a_template_uses_layouts_components_and_its_own_folder(path: Path) -> None:
    own = path.relative_to(APP / "templates").parts[0]
    for taken in TAKES.findall(path.read_text()):
        assert taken.split("/")[0] in ("layouts", "components", own), taken


@pytest.mark.parametrize(
    "path", sorted((APP / "templates").rglob("*.html")), ids=lambda p: p.relative_to(APP).as_posix()
)
def test_no_template_needs_a_looser_policy(path: Path) -> None:
    if path.name == "mail.html" or path.relative_to(APP / "templates").parts[0] == "emails":
        pytest.skip("mail has its own style, inlined")
    page = re.sub(r"\{#.*?#\}", "", path.read_text(), flags=re.DOTALL)
    assert not re.search(r"\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)|<style|hx-on|javascript:", page)
