"""What can be wrong with an instance's state directory, as plain data with stable codes."""


class KeysFault(Exception):
    """Keys or certificates cannot be used; the sentence says to the operator what to do."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code
        self.sentence = sentence
