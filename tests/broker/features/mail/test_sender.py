"""Sending what waits in the outbox, to a real mail server."""

from datetime import timedelta

from broker.access.actors import AccountActor
from broker.access.groups import BuiltInGroup
from broker.features.mail.outbox import MailsQuery
from broker.features.mail.rules import MAX_TRIES, WAITS, MailState
from broker.features.mail.store import StoredMail
from tests.fakes.clock import FakeClock
from tests.fakes.link_desk import Desk
from tests.fakes.mail_server import SENDER, text_of


async def invited(desk: Desk) -> None:
    place = await desk.accounts.organization()
    administrator = await desk.actor(await desk.accounts.staff(group=BuiltInGroup.PROVIDER_ADMINISTRATOR))
    await desk.invitations.invite(administrator, await desk.newcomer(place.id))


async def reader(desk: Desk, email: str) -> AccountActor:
    return await desk.actor(await desk.accounts.staff(email, group=BuiltInGroup.PROVIDER_ADMINISTRATOR))


async def only_mail(desk: Desk) -> StoredMail:
    found = await reader(desk, "reader@provider.example")
    mails, _ = await desk.outbox.list(found, MailsQuery(words=(), state=None, after=None, limit=10))
    return mails[0]


async def test_a_mail_arrives_in_two_parts_from_our_address(desk: Desk) -> None:
    await invited(desk)
    assert desk.box.letters == []
    assert await desk.sender.send_due() == 1
    letter = desk.box.letters[0]
    assert letter["From"] == f"Provider <{SENDER}>"
    assert letter["To"] == "new@customer.example"
    assert letter["Subject"] == "Provider: choose your password"
    assert "https://support.example/choose-password#" in text_of(letter)
    assert "<a href=" in text_of(letter, "html")
    assert (await only_mail(desk)).state is MailState.SENT
    assert await desk.sender.send_due() == 0


async def test_what_the_server_does_not_take_now_is_tried_again_later_and_in_the_end_given_up(
    desk: Desk, clock: FakeClock
) -> None:
    await invited(desk)
    desk.box.answer = "451 later"
    assert await desk.sender.send_due() == 1
    assert await desk.sender.send_due() == 0
    for wait in WAITS:
        clock.advance(wait.total_seconds())
        assert await desk.sender.send_due() == 1
    mail = await only_mail(desk)
    assert (mail.state, mail.tries, mail.next_try_at) == (MailState.FAILED, MAX_TRIES, None)
    assert mail.problem == "The mail server answered 451."
    clock.advance(timedelta(hours=12).total_seconds())
    assert await desk.sender.send_due() == 0


async def test_a_refusal_for_good_is_not_tried_again(desk: Desk) -> None:
    await invited(desk)
    desk.box.answer = "550 no such person"
    await desk.sender.send_due()
    assert (await only_mail(desk)).state is MailState.FAILED


async def test_a_mail_whose_link_is_too_old_is_not_sent(desk: Desk, clock: FakeClock) -> None:
    await invited(desk)
    clock.advance(timedelta(days=7).total_seconds())
    await desk.sender.send_due()
    assert desk.box.letters == []
    mail = await only_mail(desk)
    assert (mail.state, mail.link_encrypted) == (MailState.WITHDRAWN, None)


async def test_mails_of_long_ago_are_forgotten(desk: Desk, clock: FakeClock) -> None:
    await invited(desk)
    await desk.sender.send_due()
    clock.advance(timedelta(days=30).total_seconds())
    await desk.sender.forget_old()
    assert (await only_mail(desk)).state is MailState.SENT
    clock.advance(0.001)
    await desk.sender.forget_old()
    other = await reader(desk, "other@provider.example")
    assert await desk.outbox.list(other, MailsQuery(words=(), state=None, after=None, limit=10)) == ((), 0)
