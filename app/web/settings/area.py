"""The blueprint that the routes of the settings share."""

from flask import Blueprint

settings = Blueprint("settings", __name__, url_prefix="/settings")
