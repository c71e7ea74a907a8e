"""Signing in at the company's own identity provider (OpenID Connect, code flow with PKCE)."""
