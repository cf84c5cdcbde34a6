"""Our own files under a name that changes with their content, and the style sheets joined into one."""

import hashlib
import tomllib
from pathlib import Path
from typing import Any

from flask import Blueprint, Flask, abort, current_app, request
from werkzeug.wrappers import Response
from whitenoise import WhiteNoise

from app.web.guards import public

FOLDER = Path(__file__).resolve().parents[1] / "static"
FOREVER = "public, max-age=31536000, immutable"

statics = Blueprint("statics", __name__)


def serve_statics(app: Flask) -> None:
    """Serves `app/static` under /static/<digest>/, cacheable for ever: a changed file changes the digest."""
    digest = _digest()
    app.extensions["static_prefix"] = f"/static/{digest}/"
    app.extensions["stylesheets"] = _stylesheets()
    app.register_blueprint(statics)
    noise: Any = WhiteNoise(
        app.wsgi_app,
        allow_all_origins=False,
        immutable_file_test=lambda _path, url: url.startswith(f"/static/{digest}/"),
    )
    noise.add_files(str(FOLDER), prefix=f"static/{digest}/")
    app.wsgi_app = noise  # type: ignore[method-assign]
    app.jinja_env.globals["static_url"] = lambda path: f"/static/{digest}/{path}"


@statics.get("/static/<digest>/css/<name>.css")
@public
def stylesheet(digest: str, name: str) -> Response:
    sheets: dict[str, bytes] = current_app.extensions["stylesheets"]
    if name not in sheets:
        abort(404)
    answer = Response(sheets[name], content_type="text/css; charset=utf-8")
    answer.headers["Cache-Control"] = (
        FOREVER if request.path.startswith(current_app.extensions["static_prefix"]) else "no-cache"
    )
    return answer


def _digest() -> str:
    seen = hashlib.sha256()
    for path in sorted(FOLDER.rglob("*")):
        if path.is_file():
            seen.update(path.relative_to(FOLDER).as_posix().encode() + path.read_bytes())
    return seen.hexdigest()[:12]


def _stylesheets() -> dict[str, bytes]:
    """Each bundle of `css/bundles.toml`, joined in order."""
    bundles = tomllib.loads((FOLDER / "css" / "bundles.toml").read_text())
    return {name: b"\n".join((FOLDER / "css" / part).read_bytes() for part in parts) for name, parts in bundles.items()}
