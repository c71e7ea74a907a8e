"""An InputSink that remembers: where the pointer is, what is held, what was typed."""

from protocol.links.viewer_agent import Button, Key


class FakeInput:
    """Takes input as the real ones do, and tells what came of it."""

    def __init__(self) -> None:
        self.pointer = (0, 0)
        self.buttons: set[Button] = set()
        self.keys: set[str] = set()
        self.text = ""
        self.turned = (0, 0)
        self.prepared = ""
        self.releases = 0
        self.wait = 0.0
        self.is_closed = False

    def move(self, x: int, y: int) -> None:
        self.pointer = (x, y)

    def where(self) -> tuple[int, int]:
        return self.pointer

    def button(self, button: Button, *, down: bool) -> None:
        (self.buttons.add if down else self.buttons.discard)(button)

    def wheel(self, right: int, down: int) -> None:
        self.turned = (self.turned[0] + right, self.turned[1] + down)

    def prepare(self, text: str) -> None:
        self.prepared += text

    def wait_before(self, text: str) -> float:
        return self.wait if text else 0.0

    def key(self, key: Key) -> None:
        if key.down:
            self.keys.add(key.code)
            self.text += key.text
        else:
            self.keys.discard(key.code)

    def release_all(self) -> None:
        self.releases += 1
        self.buttons.clear()
        self.keys.clear()

    def close(self) -> None:
        self.release_all()
        self.is_closed = True
