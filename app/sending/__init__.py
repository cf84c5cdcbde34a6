"""Sends, their deliveries and the tracked links buyers open."""
