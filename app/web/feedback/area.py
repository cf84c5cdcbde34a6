"""The blueprint that the routes of feedback share."""

from flask import Blueprint

feedback = Blueprint("feedback", __name__)
