"""The area itself, so that its route modules can share it."""

from flask import Blueprint

accounts = Blueprint("accounts", __name__)
