"""Webhooks: what happens in sessions, sent to other systems, signed."""
