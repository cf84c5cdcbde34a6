"""What every answer carries to keep its reader safe."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from flask import Flask, Request, request
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from app.auth.joining import SESSION_LIFE
from config import Config

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

csrf = CSRFProtect()

CONTENT_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "media-src 'self'",
        "connect-src 'self'",
        "manifest-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "private, no-store",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
}
UNSAFE_FILE_POLICY = "default-src 'none'; sandbox"


def protect(app: Flask, config: Config) -> None:
    """Sets cookies, headers, CSRF and the proxies to believe."""
    app.config.update(
        SECRET_KEY=config.secret_key,
        SESSION_COOKIE_NAME="__Host-rapport" if config.is_https else "rapport",
        SESSION_COOKIE_SECURE=config.is_https,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_PATH="/",
        PERMANENT_SESSION_LIFETIME=SESSION_LIFE,
        REMEMBER_COOKIE_DURATION=0,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
        MAX_CONTENT_LENGTH=config.upload_limit_mb * 1024 * 1024 + 64 * 1024,
        MAX_FORM_MEMORY_SIZE=4 * 1024 * 1024,
        MAX_FORM_PARTS=2000,
    )
    csrf.init_app(app)
    if config.trusted_proxies:
        hops = config.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=hops, x_host=hops)  # type: ignore[method-assign]
    app.session_interface = StaffSessions()


def seal(app: Flask, config: Config) -> None:
    """Puts the headers on every answer, files of ours and errors too; to be called when nothing more wraps the app."""
    always = dict(HEADERS)
    if config.is_https:
        always["Strict-Transport-Security"] = "max-age=31536000; includeSubDomains"
    app.wsgi_app = with_headers(app.wsgi_app, always)  # type: ignore[method-assign, assignment]


class StaffSessions(SecureCookieSessionInterface):
    """Sessions belong to those who sign in: a buyer's page neither reads nor sets that cookie."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        if request.path.startswith("/v/"):
            return SecureCookieSession()
        return super().open_session(app, request)

    def should_set_cookie(self, app: Flask, session: SessionMixin) -> bool:
        return super().should_set_cookie(app, session) and not request.path.startswith("/v/")


def with_headers(wsgi: "WSGIApplication", always: dict[str, str]) -> "WSGIApplication":
    """Adds to every answer, files and errors too, the headers it does not have; done here it costs next to nothing."""
    wanted = [(name.lower(), (name, value)) for name, value in always.items()]

    def application(environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            present = {name.lower() for name, _ in headers}
            return start_response(status, headers + [pair for name, pair in wanted if name not in present], *more)

        return wsgi(environ, start)

    return application
