"""One-time links: who gets them, what they do, and that they do it once."""

import asyncio
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import event, update

from broker.access.groups import BuiltInGroup
from broker.access.permissions import Permission
from broker.access.scopes import only
from broker.errors import BadInput, Conflict, NotFound, PermissionMissing, Refusal
from broker.features.accounts.hashing import PasswordHashes
from broker.features.accounts.sign_in import Next
from broker.features.invitations.service import Invitations
from broker.features.mail.outbox import MailsQuery
from broker.storage import tables
from broker.storage.database import Database
from broker.storage.unit_of_work import Change, Upkeep
from tests.fakes.accounts import ADDRESS, PASSWORD
from tests.fakes.actors import SYSTEM, staff
from tests.fakes.clock import FakeClock
from tests.fakes.link_desk import Desk
from tests.fakes.mail_server import text_of

NEW = "Otter-Maple-Lantern-77"
EMAIL = "new@customer.example"


async def invited(desk: Desk) -> str:
    place = await desk.accounts.organization()
    administrator = await desk.actor(await desk.accounts.staff(group=BuiltInGroup.PROVIDER_ADMINISTRATOR))
    await desk.invitations.invite(administrator, await desk.newcomer(place.id))
    return await desk.newest_token()


async def gone(desk: Desk, token: str) -> bool:
    with pytest.raises(Refusal) as refused:
        await desk.invitations.choose_password(token, NEW, ADDRESS)
    return (refused.value.code, refused.value.status) == ("link.gone", 410)


async def test_an_invited_person_chooses_a_password_and_signs_in(desk: Desk) -> None:
    token = await invited(desk)
    facts = await desk.invitations.look(token, ADDRESS)
    assert (facts.person, facts.email, facts.purpose) == ("Accounts assistant", EMAIL, "invitation")
    with pytest.raises(BadInput) as refused:
        await desk.invitations.choose_password(token, "short", ADDRESS)
    assert "12 to 128 characters" in refused.value.message
    assert await desk.invitations.choose_password(token, NEW, ADDRESS) == EMAIL
    assert (await desk.accounts.sign_ins.by_password(EMAIL, NEW, ADDRESS)).next is Next.SIGNED_IN
    assert await gone(desk, token)


async def test_a_newer_invitation_takes_the_older_one_back(desk: Desk) -> None:
    place = await desk.accounts.organization()
    administrator = await desk.actor(await desk.accounts.staff(group=BuiltInGroup.PROVIDER_ADMINISTRATOR))
    person = await desk.newcomer(place.id)
    await desk.invitations.invite(administrator, person)
    older = await desk.newest_token()
    await desk.invitations.invite(administrator, person)
    assert await gone(desk, older)
    await desk.invitations.choose_password(await desk.newest_token(), NEW, ADDRESS)
    with pytest.raises(Conflict) as refused:
        await desk.invitations.invite(administrator, person)
    assert refused.value.code == "invitation.claimed"


async def test_a_link_works_until_the_last_moment_and_not_after(desk: Desk, clock: FakeClock) -> None:
    token = await invited(desk)
    clock.advance(timedelta(days=7).total_seconds() - 0.001)
    await desk.invitations.look(token, ADDRESS)
    clock.advance(0.001)
    assert await gone(desk, token)
    await desk.wishes.renew(token, ADDRESS)
    fresh = await desk.newest_token()
    assert fresh != token
    await desk.invitations.choose_password(fresh, NEW, ADDRESS)


async def test_a_link_that_went_to_another_address_sets_no_password(desk: Desk) -> None:
    token = await invited(desk)

    def body(change: Change) -> None:
        moved = {"email": "right@customer.example", "email_key": "right@customer.example"}
        account = tables.accounts
        change.connection.execute(update(account).where(account.c.email == EMAIL).values(moved))
        change.needs_no_entry(Upkeep.LEFTOVERS)

    await desk.accounts.work.change(SYSTEM, Permission.END_USER_CHANGE, body)
    with pytest.raises(Refusal):
        await desk.invitations.look(token, ADDRESS)
    assert await gone(desk, token)


async def test_people_out_of_reach_or_with_more_rights_cannot_be_invited(desk: Desk) -> None:
    one, other = await desk.accounts.organization("Org A"), await desk.accounts.organization("Org B")
    here = staff(Permission.ACCOUNT_READ, Permission.END_USER_CHANGE, reach=only(one.id))
    for person in (await desk.newcomer(other.id), "a" * 26):
        with pytest.raises(NotFound):
            await desk.invitations.invite(here, person)
    reader = staff(Permission.ACCOUNT_READ)
    with pytest.raises(PermissionMissing):
        await desk.invitations.invite(reader, await desk.newcomer(one.id, "two@customer.example"))


async def test_a_new_password_ends_every_sign_in_and_every_other_link_and_asks_for_the_code_still(
    desk: Desk, clock: FakeClock
) -> None:
    from tests.fakes.accounts import TOTP_SECRET

    email = "technician@provider.example"
    await desk.accounts.staff(email)
    cookie = await desk.accounts.signed_in(email, clock.now(), TOTP_SECRET)
    assert await desk.accounts.sign_ins.person(cookie) is not None
    await desk.wishes.forgotten(email, ADDRESS)
    token = await desk.newest_token()
    await desk.invitations.choose_password(token, NEW, ADDRESS)
    assert await desk.accounts.sign_ins.person(cookie) is None
    assert (await desk.accounts.sign_ins.by_password(email, NEW, ADDRESS)).next is Next.CODE
    await desk.sender.send_due()
    assert "was changed" in text_of(desk.box.letters[-1])


async def test_an_own_new_password_keeps_this_sign_in_and_ends_the_others(desk: Desk, clock: FakeClock) -> None:
    place = await desk.accounts.organization()
    person = await desk.accounts.end_user(place.id, EMAIL)
    mine = await desk.accounts.signed_in(EMAIL, clock.now())
    other = await desk.accounts.signed_in(EMAIL, clock.now())
    me = await desk.accounts.sign_ins.person(mine)
    assert me is not None
    with pytest.raises(Refusal) as refused:
        await desk.own.change_password(me, "wrong", NEW, ADDRESS)
    assert refused.value.code == "password.wrong"
    with pytest.raises(BadInput):
        await desk.own.change_password(me, PASSWORD, EMAIL, ADDRESS)
    await desk.own.change_password(me, PASSWORD, NEW, ADDRESS)
    assert await desk.accounts.sign_ins.person(mine) is not None
    assert await desk.accounts.sign_ins.person(other) is None
    assert person == me.account_id


async def test_guessing_the_present_password_is_slowed_down(desk: Desk) -> None:
    place = await desk.accounts.organization()
    me = await desk.actor(await desk.accounts.end_user(place.id, EMAIL))
    codes = []
    for _ in range(6):
        with pytest.raises(Refusal) as refused:
            await desk.own.change_password(me, "wrong", NEW, ADDRESS)
        codes.append(refused.value.code)
    assert codes == ["password.wrong"] * 5 + ["sign_in.wait"]


async def test_a_new_address_counts_once_it_is_confirmed_and_the_old_one_is_told(desk: Desk) -> None:
    place = await desk.accounts.organization()
    me = await desk.actor(await desk.accounts.end_user(place.id, EMAIL))
    await desk.own.ask_for_email(me, "fresh@customer.example", PASSWORD, ADDRESS)
    token = await desk.newest_token()
    assert desk.box.letters[-1]["To"] == "fresh@customer.example"
    assert await gone(desk, token)
    assert await desk.invitations.confirm_email(token, ADDRESS) == "fresh@customer.example"
    await desk.sender.send_due()
    assert desk.box.letters[-1]["To"] == EMAIL
    assert "fresh@customer.example" in text_of(desk.box.letters[-1])
    assert (await desk.accounts.sign_ins.by_password("fresh@customer.example", PASSWORD, ADDRESS)).next
    with pytest.raises(Refusal):
        await desk.invitations.confirm_email(token, ADDRESS)


async def test_an_address_that_somebody_has_gets_no_link_and_nothing_says_so(desk: Desk) -> None:
    place = await desk.accounts.organization()
    await desk.accounts.end_user(place.id, "taken@customer.example")
    me = await desk.actor(await desk.accounts.end_user(place.id, EMAIL))
    await desk.own.ask_for_email(me, "taken@customer.example", PASSWORD, ADDRESS)
    await desk.wishes.fulfil_all()
    await desk.sender.send_due()
    assert desk.box.letters == []


async def test_asking_for_a_new_password_does_the_same_for_known_and_unknown_addresses(
    desk: Desk, database: Database
) -> None:
    place = await desk.accounts.organization()
    await desk.accounts.end_user(place.id, EMAIL)
    said: list[str] = []
    event.listen(
        database.writing, "before_cursor_execute", lambda *arguments: said.append(str(arguments[2])), named=False
    )
    done = []
    for email, address in ((EMAIL, "192.0.2.1"), ("nobody@customer.example", "192.0.2.2")):
        said.clear()
        await desk.wishes.forgotten(email, address)
        done.append(tuple(said))
    assert done[0] == done[1]
    await desk.wishes.fulfil_all()
    await desk.sender.send_due()
    assert [letter["To"] for letter in desk.box.letters] == [EMAIL]


@pytest.mark.proof("one-time-links")
@pytest.mark.slow
async def test_a_hundred_uses_of_one_link_at_once_succeed_exactly_once(
    desk: Desk, count_of: Callable[..., int]
) -> None:
    place = await desk.accounts.organization()
    administrator = await desk.actor(await desk.accounts.staff(group=BuiltInGroup.PROVIDER_ADMINISTRATOR))
    hashes = PasswordHashes(memory_kib=8, passes=1, waiting=200)
    try:
        invitations = Invitations(work=desk.accounts.work, hashes=hashes, issuer=desk.issuer)
        for number in range(count_of(1_000, most=4)):
            person = await desk.newcomer(place.id, f"p{number}@customer.example")
            await desk.invitations.invite(administrator, person)
            asked = MailsQuery(words=(f"p{number}@",), state=None, after=None, limit=1)
            mails, _ = await desk.outbox.list(administrator, asked)
            token = (await desk.outbox.show_link(administrator, mails[0].id)).partition("#")[2]
            uses = [invitations.choose_password(token, NEW, ADDRESS) for _ in range(100)]
            answers = await asyncio.gather(*uses, return_exceptions=True)
            assert [each for each in answers if isinstance(each, str)] == [f"p{number}@customer.example"]
            refused = [each for each in answers if isinstance(each, Refusal)]
            assert {each.code for each in refused} == {"link.gone"}
            assert len(refused) == 99
    finally:
        hashes.close()
