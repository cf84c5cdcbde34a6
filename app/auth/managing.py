"""What an admin changes about others: roles, and whether they may come in."""

from datetime import datetime

from app.auth.models import ROLES, User
from app.auth.queries import all_users
from app.core.errors import Refused


def change_roles(user: User, roles: list[str]) -> None:
    """Sets the roles and renews the session, so that lost rights are lost at once. Raises Refused."""
    chosen = [role for role in ROLES if role in roles]
    if not chosen:
        raise Refused("Choose at least one role.", "roles")
    if "admin" in user.roles and "admin" not in chosen:
        _keep_an_admin(user)
    if chosen != user.roles:
        user.roles = chosen
        user.sign_out_everywhere()


def deactivate(user: User, actor: User, at: datetime) -> None:
    """Shuts somebody out at once; their work stays. Raises Refused for oneself and the last admin."""
    if user.id == actor.id:
        raise Refused("You cannot shut yourself out. Ask another admin.")
    _keep_an_admin(user)
    user.deactivated_at = at
    user.sign_out_everywhere()


def reactivate(user: User) -> None:
    """Lets somebody in again."""
    user.deactivated_at = None


def _keep_an_admin(leaving: User) -> None:
    others = [u for u in all_users() if u.is_active and "admin" in u.roles and u.id != leaving.id]
    if "admin" in leaving.roles and not others:
        raise Refused("This is the only admin. Make somebody else an admin first.", "roles")
