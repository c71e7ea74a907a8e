"""What goes wrong in the agent, as plain data with stable codes and a sentence for the person who runs it."""


class AgentFault(Exception):
    """Something the agent cannot do; the message says what to do next."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
