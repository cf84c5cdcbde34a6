"""Users, roles, permissions, sign-in and invitations."""
