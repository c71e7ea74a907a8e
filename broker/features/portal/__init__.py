"""Portals: how one looks, what it offers, and whether it is there at all, for the instance and each organization."""
