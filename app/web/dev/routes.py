"""For those who build and try Rapport: the components in every state, and the mailbox of demo mode."""

from flask import Blueprint, render_template

from app.web.dev import mail
from app.web.guards import public
from app.web.pictures.samples import SAMPLES

dev = Blueprint("dev", __name__)
mail.register(dev)


@dev.get("/components")
@public
def components() -> str:
    """Every component in every state."""
    return render_template("dev/components.html", samples=SAMPLES)
