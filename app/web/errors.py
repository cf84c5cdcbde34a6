"""What a person reads when something cannot be done."""

import secrets

import structlog
from flask import Flask, current_app, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, IntegrityError, OperationalError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

from app.core.db import begin_as, is_overtaken
from app.core.errors import NotFound, Refused
from app.core.storage import StorageDown
from app.core.transaction import rollback

log = structlog.get_logger()

WORDS = {
    400: ("That request was not understood", "Go back, check what you entered, and try again."),
    401: ("Sign in first", "Your session has ended. Sign in and you will come back here."),
    403: ("That is not yours to do", "Ask an admin if you think it should be."),
    404: ("There is nothing here", "The page was moved, was never here, or is not yours to see."),
    405: ("That does not work this way", "Go back and use the button on the page."),
    413: ("That file is too big", "Make it smaller, or ask an admin to raise the limit."),
    429: ("Too many tries", "Wait a minute, then try again."),
    500: ("Something went wrong on our side", "It has been noted. Nothing you saved before is lost."),
    503: ("The database cannot be reached", "Nothing is lost. Try again in a moment."),
}


def handle_errors(app: Flask) -> None:
    """Registers an answer for each kind of failure."""

    @app.errorhandler(NotFound)
    def not_found(_error: NotFound) -> Response:
        return _page(404)

    @app.errorhandler(Refused)
    def refused(error: Refused) -> Response:
        # A page that can show the reason beside a field catches this itself; the rest arrive here.
        rollback()
        return _page(409, "That cannot be done", error.reason)

    @app.errorhandler(CSRFError)
    def forged(_error: CSRFError) -> Response:
        return _page(400, "This page was open too long", "Go back, reload it, and send the form again.")

    @app.errorhandler(HTTPException)
    def http_error(error: HTTPException) -> Response:
        if error.response is not None:
            return Response.force_type(error.response)  # type: ignore[arg-type]
        answer = _page(error.code or 500)
        for name, value in error.get_headers():
            if name.lower() in ("allow", "retry-after"):
                answer.headers[name] = value
        return answer

    @app.errorhandler(OperationalError)
    def database_down(error: OperationalError) -> Response:
        return _fault(error, 503)

    @app.errorhandler(StorageDown)
    def store_down(error: StorageDown) -> Response:
        rollback()
        begin_as(writer=False)
        log.warning("store_down", endpoint=request.endpoint, error=str(error))
        return _page(503, "The files cannot be reached")

    @app.errorhandler(DataError)
    def database_refused(_error: DataError) -> Response:
        # PostgreSQL refuses what no form could mean: a NUL in a text, a number beyond its column.
        rollback()
        return _page(400)

    @app.errorhandler(IntegrityError)
    def overtaken(error: IntegrityError) -> Response:
        if not is_overtaken(error):
            return _fault(error, 500)
        rollback()
        begin_as(writer=False)
        log.warning("overtaken", endpoint=request.endpoint, exc_info=error)
        return _page(
            409, "Somebody was faster", "The same was changed at this very moment. Go back and reload the page."
        )

    @app.errorhandler(Exception)
    def fault(error: Exception) -> Response:
        return _fault(error, 500)


def _fault(error: Exception, status: int) -> Response:
    rollback()
    begin_as(writer=False)
    reference = secrets.token_hex(4)
    log.exception(
        "request_failed", reference=reference, endpoint=request.endpoint, method=request.method, exc_info=error
    )
    return _page(status, reference=reference)


def _page(status: int, title: str | None = None, advice: str | None = None, reference: str | None = None) -> Response:
    words = WORDS.get(status, WORDS[400 if status < 500 else 500])
    buyer = request.path.startswith("/v/")
    # Rendered without the helpers of a request: one of them asks the database who is signed in, and that may be away.
    page = current_app.jinja_env.get_template("errors/buyer.html" if buyer else "errors/error.html")
    body = page.render(
        status=status,
        title=title or words[0],
        advice=advice or words[1],
        reference=reference,
    )
    return Response(body, status, content_type="text/html; charset=utf-8")
