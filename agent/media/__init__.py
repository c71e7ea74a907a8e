"""The picture on its way out: capture, encode, send."""
