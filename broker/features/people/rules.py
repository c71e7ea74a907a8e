"""What is kept of a person, and who may look after whom; pure."""

from datetime import timedelta
from typing import Final

from broker.access.actors import AccountKind
from broker.access.groups import Grants
from broker.access.permissions import Permission
from broker.errors import BadInput, Conflict
from broker.features.accounts.rules import is_email

MAX_NAME_CHARACTERS: Final = 120
MAX_PHONE_CHARACTERS: Final = 40
KEPT: Final = timedelta(days=7)

CREATE: Final = {AccountKind.END_USER: Permission.END_USER_CREATE, AccountKind.STAFF: Permission.STAFF_CREATE}
CHANGE: Final = {AccountKind.END_USER: Permission.END_USER_CHANGE, AccountKind.STAFF: Permission.STAFF_CHANGE}


def read_person(name: str, email: str, phone: str) -> dict[str, str]:
    """Spell name, e-mail address and phone in one way, or raise BadInput with a sentence for each field."""
    kept = {"name": " ".join(name.split()), "email": email.strip(), "phone": " ".join(phone.split())}
    fields = {}
    if not kept["name"] or len(kept["name"]) > MAX_NAME_CHARACTERS or not kept["name"].isprintable():
        fields["name"] = f"A name has 1 to {MAX_NAME_CHARACTERS} characters that can be read."
    if not is_email(kept["email"]):
        fields["email"] = "This is not an e-mail address."
    if len(kept["phone"]) > MAX_PHONE_CHARACTERS or not kept["phone"].isprintable():
        fields["phone"] = f"A phone number has at most {MAX_PHONE_CHARACTERS} characters that can be read."
    if fields:
        raise BadInput(" ".join(fields.values()), code="account.wrong", fields=fields)
    return kept


def holds_all_of(mine: Grants, theirs: Grants) -> bool:
    """Tell whether somebody holds everything that another does: nobody looks after who may do more than they."""
    return mine.take_in(theirs)


def check_typed_name(typed: str, name: str) -> None:
    """Refuse what weighs much unless the name was typed as it stands."""
    if " ".join(typed.split()) != name:
        sentence = "Type the name as it stands on this page."
        raise BadInput(sentence, code="account.name_not_typed", fields={"name": sentence})


def own_address() -> Conflict:
    """Send whoever changes their own address to where it takes the password, and a link to the new mailbox."""
    sentence = "This is you. Change your own e-mail address on your profile."
    return Conflict(sentence, code="account.own_address", fields={"email": sentence})
