"""What a browser calls itself, in words that a person recognizes; it is hostile text, and proves nothing; pure."""

from datetime import datetime, timedelta
from typing import Final

from broker.features.accounts.records import StoredSignIn
from broker.web.policy import Browser

SEEN_EVERY: Final = timedelta(minutes=1)
MAX_STORED: Final = 200
MAX_SHOWN: Final = 60
# In this order: most browsers also name those they descend from.
_BROWSERS: Final = (
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chromium/", "Chromium"),
    ("HeadlessChrome/", "Chrome"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
_SYSTEMS: Final = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)
# Signs that turn the direction of text around them (UAX #9).
_TURNING: Final = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def plain_browser(agent: str) -> str:
    """Strip and cut what is stored."""
    return "".join(sign for sign in agent if sign.isprintable() and sign not in _TURNING).strip()[:MAX_STORED]


def browser_words(agent: str) -> str:
    """Name browser and system, as "Firefox on Linux"; what is neither is shown as it is, cut; nothing stays nothing."""
    browser, system = _first(_BROWSERS, agent), _first(_SYSTEMS, agent)
    if browser and system:
        return f"{browser} on {system}"
    return browser or agent[:MAX_SHOWN]


def _first(names: tuple[tuple[str, str], ...], agent: str) -> str:
    return next((name for sign, name in names if sign in agent), "")


def news_of(found: StoredSignIn, browser: Browser, now: datetime) -> dict[str, object]:
    """List what a request tells of a sign-in that is not stored yet."""
    news: dict[str, object] = {}
    if browser.is_attended and now - found.last_seen_at >= SEEN_EVERY:
        news["last_seen_at"] = now
    if not found.browser and (name := plain_browser(browser.name)):
        news["browser"] = name
    return news
