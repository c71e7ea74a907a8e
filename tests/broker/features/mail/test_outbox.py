"""The outbox: within reach only, and no link for who holds less than it gives."""

import pytest

from broker.access.groups import BuiltInGroup
from broker.access.permissions import Permission
from broker.access.scopes import only
from broker.errors import Conflict, NotFound, Refusal
from broker.features.mail.outbox import MailsQuery
from broker.features.mail.rules import MailState
from tests.fakes.actors import staff
from tests.fakes.link_desk import Desk

ALL_MAILS = MailsQuery(words=(), state=None, after=None, limit=10)


async def test_mails_are_listed_and_read_within_reach_only(desk: Desk) -> None:
    one, other = await desk.accounts.organization("Org A"), await desk.accounts.organization("Org B")
    administrator = await desk.actor(await desk.accounts.staff(group=BuiltInGroup.PROVIDER_ADMINISTRATOR))
    await desk.invitations.invite(administrator, await desk.newcomer(one.id, "a@a.example"))
    await desk.invitations.invite(administrator, await desk.newcomer(other.id, "b@b.example"))
    (newest, oldest), total = await desk.outbox.list(administrator, ALL_MAILS)
    assert (newest.recipient, oldest.recipient, total) in {
        ("b@b.example", "a@a.example", 2),
        ("a@a.example", "b@b.example", 2),
    }
    here = staff(Permission.MAIL_READ, Permission.MAIL_SEND, reach=only(one.id))
    mails, total = await desk.outbox.list(here, ALL_MAILS)
    assert ([mail.recipient for mail in mails], total) == (["a@a.example"], 1)
    foreign = newest if newest.recipient == "b@b.example" else oldest
    for act in (desk.outbox.read, desk.outbox.show_link, desk.outbox.send_again):
        with pytest.raises(NotFound):
            await act(here, foreign.id)
        with pytest.raises(NotFound):
            await act(here, "a" * 26)


async def test_a_link_is_shown_only_to_who_holds_what_it_gives(desk: Desk) -> None:
    key = await desk.accounts.staff("boss@provider.example", group=BuiltInGroup.PROVIDER_ADMINISTRATOR)
    boss = await desk.actor(key)
    await desk.wishes.forgotten("boss@provider.example", "192.0.2.1")
    await desk.wishes.fulfil_all()
    mail = (await desk.outbox.list(boss, ALL_MAILS))[0][0]
    with pytest.raises(Refusal) as refused:
        await desk.outbox.show_link(staff(Permission.MAIL_READ), mail.id)
    assert refused.value.code == "mail.link_gives_more"
    link = await desk.outbox.show_link(boss, mail.id)
    assert link.startswith("/choose-password#")
    assert link.encode() not in (mail.link_encrypted or b"")


async def test_a_mail_can_be_sent_again_until_its_link_was_used(desk: Desk) -> None:
    place = await desk.accounts.organization()
    administrator = await desk.actor(await desk.accounts.staff(group=BuiltInGroup.PROVIDER_ADMINISTRATOR))
    await desk.invitations.invite(administrator, await desk.newcomer(place.id))
    token = await desk.newest_token()
    mail = (await desk.outbox.list(administrator, ALL_MAILS))[0][0]
    assert (await desk.outbox.send_again(administrator, mail.id)).state is MailState.WAITING
    assert await desk.newest_token() == token
    assert len(desk.box.letters) == 2
    await desk.invitations.choose_password(token, "Otter-Maple-Lantern-77", "192.0.2.1")
    for act in (desk.outbox.send_again, desk.outbox.show_link):
        with pytest.raises(Conflict):
            await act(administrator, mail.id)
