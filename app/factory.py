"""Puts the application together, and does nothing else."""

from flask import Flask

from app import cli, wiring
from app.core import db, logs, mail, ratelimit, storage
from app.library import renditions
from app.search import index
from app.sending import links
from app.tracking import recording
from app.web import errors, guards, jinja, security, statics
from app.web.accounts.routes import accounts
from app.web.auth.routes import auth
from app.web.claims.routes import claims
from app.web.dev.routes import dev
from app.web.feedback.routes import feedback
from app.web.health import health
from app.web.home.routes import home
from app.web.insights.routes import insights
from app.web.library.routes import library
from app.web.search.routes import search
from app.web.sending.routes import sending
from app.web.settings.routes import settings
from app.web.settings.trail_routes import trail_area
from app.web.uploads.routes import uploads
from app.web.viewer.routes import viewer
from config import Config, ConfigError

AREAS = (
    auth, home, search, library, uploads, claims, feedback, accounts, sending, insights, settings, trail_area, viewer,
)  # fmt: skip


def create_app(config: Config) -> Flask:
    """The WSGI application for `config`."""
    logs.open_logs(config.log_level)
    app = Flask(__name__, static_folder=None)
    app.extensions["rapport"] = config
    db.bind(db.connect(config.database_url))
    storage.open_storage(config.storage_url)
    ratelimit.open_limits(config.ratelimit_url)
    _open_mail(config)
    links.open_links(config.secret_key, config.base_url)
    index.open_index(config.search_index)
    renditions.allow_pages(config.pdf_page_limit)
    recording.open_recording(config.secret_key, config.instance / "spool")
    wiring.connect()
    app.before_request(guards.begin_request)
    security.protect(app, config)
    guards.login_manager.init_app(app)
    app.teardown_appcontext(guards.end_request)
    errors.handle_errors(app)
    jinja.equip_templates(app, config)
    for area in (*AREAS, *((dev,) if config.development or config.demo else ()), health):
        app.register_blueprint(area)
    cli.register(app)
    statics.serve_statics(app)
    security.seal(app, config)
    return app


def _open_mail(config: Config) -> None:
    try:
        mail.open_mail(config.mail_url, config.mail_from, config.instance / "mail")
    except ValueError as error:
        raise ConfigError(f"Rapport cannot start, a setting is wrong:\n  {error}") from None
