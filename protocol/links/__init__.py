"""What may be said on each channel between two of the three programs; every message is declared once, here."""
