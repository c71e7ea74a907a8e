"""What all messages between agent and broker are made of."""

import msgspec


class Frame(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, tag_field="type"):
    """What all messages of this link share: the tag `type`."""
