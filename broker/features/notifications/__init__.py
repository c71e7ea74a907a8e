"""Notifications: who is told of what happens in sessions, and how."""
