"""Portal groups: what end users may see and do in their portal."""
