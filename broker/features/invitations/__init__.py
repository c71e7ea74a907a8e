"""Invitations: one-time links by e-mail, for a first password, a new one, or another address."""
