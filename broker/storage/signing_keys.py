"""The public halves of the instance's keys, kept so that what they signed can be checked for as long as it is kept."""

from collections.abc import Callable, Sequence

from sqlalchemy import insert, select, update

from broker.audit.kinds import AuditKind
from broker.storage.tables import signing_keys
from broker.storage.work import Change
from protocol.envelope import key_id
from protocol.trust import Purpose, SigningKey

PURPOSES = (Purpose.GRANT, Purpose.DEVICE_AUTHORITY, Purpose.CHECKPOINT)


def note_keys(change: Change, public_keys: Callable[[Purpose], Sequence[SigningKey]]) -> None:
    """Write down generations that are not known yet; each one is on the audit log."""
    row = signing_keys.c
    known = {(each.purpose, each.generation) for each in change.connection.execute(select(row.purpose, row.generation))}
    found = [key for purpose in PURPOSES for key in public_keys(purpose)]
    fresh = [key for key in found if (key.purpose.value, key.generation) not in known]
    if not fresh:
        change.nothing_changed()
        return
    for key in fresh[:_AT_ONCE]:
        older = (row.purpose == key.purpose.value) & (row.generation < key.generation) & row.retired_at.is_(None)
        change.connection.execute(update(signing_keys).where(older).values(retired_at=change.now))
        change.connection.execute(
            insert(signing_keys).values(
                purpose=key.purpose.value,
                generation=key.generation,
                key_id=key_id(key.public),
                public_key=key.public,
                created_at=change.now,
            )
        )
        change.record(
            AuditKind.KEYS_CREATED if key.generation == 1 else AuditKind.KEYS_ROTATED,
            organization=None,
            subject=key_id(key.public),
            detail={"purpose": key.purpose.value.replace("_", " "), "generation": key.generation},
        )


_AT_ONCE = 50
