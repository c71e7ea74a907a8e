"""What can keep the demo from standing up, said in one line each."""


class DemoError(Exception):
    """The demo cannot go on; the text is for the person who started it."""
