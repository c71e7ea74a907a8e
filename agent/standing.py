"""What the desktop is told of where the device stands, from the link and the policy; pure."""

from datetime import datetime

from protocol.links.agent_broker import Welcome
from protocol.links.agent_frames import Contact
from protocol.links.core_desktop import Introduce, NotSent, RequestState, ShowLook, ShowRequest, ShowStanding, Standing
from protocol.policy import Policy

REASON_WORDS = 2


def standing_of(policy: Policy, *, is_connected: bool, now: datetime) -> ShowStanding:
    """Say whether the device is connected, and what its policy keeps the person from asking for."""
    requests_off = not policy.asking.allowed
    if not is_connected:
        return ShowStanding(standing=Standing.NOT_CONNECTED, since=now, requests_off=requests_off)
    if not policy.support_allowed:
        return ShowStanding(standing=Standing.SWITCHED_OFF, off_by=policy.support_off_by, requests_off=True)
    return ShowStanding(standing=Standing.READY, requests_off=requests_off)


def introduction_of(policy: Policy, welcome: Welcome, contact: Contact | None, person: str) -> Introduce:
    """Say whose device it is, and what the request form asks for."""
    return Introduce(
        organization=welcome.organization,
        provider=welcome.instance,
        portal_url=welcome.portal_url,
        person_name=contact.name if contact else person,
        person_email=contact.email if contact else "",
        person_phone=contact.phone if contact else "",
        asks_contact=policy.asking.contact,
        reason_needs_words=REASON_WORDS if policy.asking.reason else 0,
        may_quit=policy.look.quit_allowed,
    )


def look_of(policy: Policy, *, is_once: bool) -> ShowLook:
    """Say how Handrail shows itself; an agent for one session leaves no icon behind."""
    look = policy.look
    return ShowLook(
        name=look.tray_name,
        colour=look.tray_colour,
        desktop_icon=look.desktop_icon and not is_once,
        desktop_icon_name=look.desktop_icon_name,
    )


def refused_request(policy: Policy) -> NotSent | None:
    """Say why the person cannot ask for help now; None where they can."""
    if not policy.support_allowed:
        return NotSent.SUPPORT_OFF
    return None if policy.asking.allowed else NotSent.REQUESTS_OFF


def not_sent(why: NotSent) -> ShowRequest:
    """Tell the person that their request went nowhere."""
    return ShowRequest(state=RequestState.REFUSED, not_sent=why)
