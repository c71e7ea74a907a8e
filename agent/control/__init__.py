"""The way in: what a viewer sends, from the channel through the guard to the desktop."""
