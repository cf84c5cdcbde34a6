"""The blueprint that the routes of claims share."""

from flask import Blueprint

claims = Blueprint("claims", __name__)
