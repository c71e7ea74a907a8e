"""Hints between the parts of the server, and later between its replicas; the truth is always in storage."""
