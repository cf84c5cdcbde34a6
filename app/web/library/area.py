"""The blueprint that the routes of the library share."""

from flask import Blueprint

library = Blueprint("library", __name__)
