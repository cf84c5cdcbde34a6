"""Accounts, the people on them, and the people map."""
