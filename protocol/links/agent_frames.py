"""What all messages between agent and broker are made of."""

from typing import Annotated

import msgspec
from msgspec import Meta

from protocol.grant import Name


class Frame(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="type"):
    """What all messages of this link share: the tag `type`."""


class Contact(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The person the device belongs to, so that their request for help begins filled in."""

    name: Name
    email: Name
    phone: Annotated[str, Meta(max_length=50)]
