"""The blueprint that the routes of uploads share."""

from flask import Blueprint

uploads = Blueprint("uploads", __name__)
