"""Spreadsheets: organizations, end users and owners of devices, as CSV out and in."""
