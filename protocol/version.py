"""The version of the language, spoken on every link and written into every signed document."""

from typing import Final

PROTOCOL_VERSION: Final = 1
