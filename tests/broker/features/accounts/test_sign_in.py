"""Tests of signing in."""

import asyncio

import pytest
from sqlalchemy import select, update

from broker.access.permissions import Permission
from broker.errors import Refusal
from broker.features.accounts.sign_in import Next
from broker.features.settings.service import Settings
from broker.storage import tables
from broker.storage.unit_of_work import Change, UnitOfWork, Upkeep
from tests.fakes.accounts import ADDRESS, PASSWORD, TOTP_SECRET, Accounts, code_at
from tests.fakes.actors import SYSTEM
from tests.fakes.clock import FakeClock

STAFF = "technician@provider.example"
PERSON = "person@customer.example"


async def kinds(work: UnitOfWork) -> list[str]:
    query = select(tables.audit_entries.c.kind).order_by(tables.audit_entries.c.at, tables.audit_entries.c.sequence)
    return await work.view(SYSTEM, Permission.AUDIT_READ, lambda view: list(view.connection.execute(query).scalars()))


async def refusal(awaitable: object) -> Refusal:
    with pytest.raises(Refusal) as refused:
        await awaitable  # type: ignore[misc]
    return refused.value


async def test_an_end_user_without_codes_is_signed_in_by_password(accounts: Accounts) -> None:
    organization = await accounts.organization()
    await accounts.end_user(organization.id)
    step = await accounts.sign_ins.by_password(f" {PERSON.upper()} ", PASSWORD, ADDRESS)
    assert step.next is Next.SIGNED_IN
    person = await accounts.sign_ins.person(step.token)
    assert person is not None
    assert (person.email, person.organization_id) == (PERSON, organization.id)
    assert (await kinds(accounts.work))[-1] == "sign_in.ok"


async def test_staff_with_codes_are_signed_in_by_password_and_code(
    accounts_on_both: Accounts, clock: FakeClock
) -> None:
    accounts = accounts_on_both
    await accounts.staff()
    step = await accounts.sign_ins.by_password(STAFF, PASSWORD, ADDRESS)
    assert step.next is Next.CODE
    assert await accounts.sign_ins.person(step.token) is None
    done = await accounts.sign_ins.by_code(step.token, code_at(TOTP_SECRET, clock.now()), ADDRESS)
    assert done.next is Next.SIGNED_IN
    assert done.token != step.token
    assert await accounts.sign_ins.person(step.token) is None
    person = await accounts.sign_ins.person(done.token)
    assert person is not None
    assert Permission.SESSION_OFFER in person.grants


async def test_staff_without_codes_set_them_up_first_and_get_recovery_codes_once(
    accounts: Accounts, clock: FakeClock
) -> None:
    await accounts.staff(totp=None)
    step = await accounts.sign_ins.by_password(STAFF, PASSWORD, ADDRESS)
    assert step.next is Next.SET_UP_CODE
    assert (await refusal(accounts.sign_ins.by_code(step.token, "123456", ADDRESS))).code == "sign_in.failed"
    secret, email = await accounts.sign_ins.offer_codes(step.token, ADDRESS)
    assert email == STAFF
    assert (await refusal(accounts.sign_ins.confirm_codes(step.token, "000000", ADDRESS))).code == "sign_in.failed"
    done = await accounts.sign_ins.confirm_codes(step.token, code_at(secret, clock.now()), ADDRESS)
    assert len(done.recovery_codes) == 10
    assert await accounts.sign_ins.person(done.token) is not None
    assert {"totp.set_up", "sign_in.ok"} <= set(await kinds(accounts.work))


async def test_confirmed_codes_are_not_replaced_by_who_has_only_the_password(accounts: Accounts) -> None:
    await accounts.staff()
    step = await accounts.sign_ins.by_password(STAFF, PASSWORD, ADDRESS)
    assert (await refusal(accounts.sign_ins.offer_codes(step.token, ADDRESS))).code == "sign_in.needed"
    assert (await refusal(accounts.sign_ins.confirm_codes(step.token, "000000", ADDRESS))).code == "sign_in.failed"


async def test_staff_with_no_power_over_others_need_no_code(accounts: Accounts) -> None:
    await accounts.staff(group=None, totp=None)
    assert (await accounts.sign_ins.by_password(STAFF, PASSWORD, ADDRESS)).next is Next.SIGNED_IN


async def test_a_code_works_once_even_when_it_is_sent_twice_at_once(
    accounts_on_both: Accounts, clock: FakeClock
) -> None:
    accounts = accounts_on_both
    await accounts.staff()
    first = await accounts.sign_ins.by_password(STAFF, PASSWORD, ADDRESS)
    second = await accounts.sign_ins.by_password(STAFF, PASSWORD, ADDRESS)
    code = code_at(TOTP_SECRET, clock.now())
    found = await asyncio.gather(
        accounts.sign_ins.by_code(first.token, code, ADDRESS),
        accounts.sign_ins.by_code(second.token, code, ADDRESS),
        return_exceptions=True,
    )
    assert sorted(isinstance(each, Refusal) for each in found) == [False, True]


async def test_a_recovery_code_works_once_and_is_counted(accounts_on_both: Accounts, clock: FakeClock) -> None:
    accounts = accounts_on_both
    await accounts.staff(totp=None)
    step = await accounts.sign_ins.by_password(STAFF, PASSWORD, ADDRESS)
    secret, _ = await accounts.sign_ins.offer_codes(step.token, ADDRESS)
    code = (await accounts.sign_ins.confirm_codes(step.token, code_at(secret, clock.now()), ADDRESS)).recovery_codes[3]
    for good in (True, False):
        step = await accounts.sign_ins.by_password(STAFF, PASSWORD, ADDRESS)
        if good:
            done = await accounts.sign_ins.by_recovery_code(step.token, code.upper().replace("-", " "), ADDRESS)
            assert await accounts.sign_ins.person(done.token) is not None
        else:
            assert (await refusal(accounts.sign_ins.by_recovery_code(step.token, code, ADDRESS))).status == 401
    assert (await kinds(accounts.work)).count("recovery_code.used") == 1


async def test_every_failure_of_the_first_step_is_the_same_answer(accounts: Accounts) -> None:
    organization = await accounts.organization()
    person = await accounts.end_user(organization.id)
    answers = [
        await refusal(accounts.sign_ins.by_password(PERSON, "wrong", ADDRESS)),
        await refusal(accounts.sign_ins.by_password("nobody@customer.example", PASSWORD, ADDRESS)),
        await refusal(accounts.sign_ins.by_password("", "", ADDRESS)),
    ]

    def disable(change: Change) -> None:
        accounts_table = tables.accounts
        change.connection.execute(update(accounts_table).where(accounts_table.c.id == person).values(status="disabled"))
        change.needs_no_entry(Upkeep.LEFTOVERS)

    await accounts.work.change(SYSTEM, Permission.END_USER_CHANGE, disable)
    answers.append(await refusal(accounts.sign_ins.by_password(PERSON, PASSWORD, ADDRESS)))
    assert {(each.status, each.code, each.message) for each in answers} == {
        (401, "sign_in.failed", "That did not work. Check e-mail and password.")
    }
    assert (await kinds(accounts.work)).count("sign_in.failed") == 4


async def test_guessing_is_slowed_down_alike_for_accounts_that_exist_and_that_do_not(
    accounts: Accounts, clock: FakeClock
) -> None:
    await accounts.staff()
    for email in (STAFF, "nobody@provider.example"):
        answers = [await refusal(accounts.sign_ins.by_password(email, "wrong", f"10.0.0.{n}")) for n in range(6)]
        assert [each.status for each in answers] == [401] * 5 + [429]
        assert answers[-1].retry_after == 30
    assert (await refusal(accounts.sign_ins.by_password(STAFF, PASSWORD, ADDRESS))).code == "sign_in.wait"
    clock.advance(30)
    assert (await accounts.sign_ins.by_password(STAFF, PASSWORD, ADDRESS)).next is Next.CODE
    assert (await accounts.sign_ins.by_password(STAFF, PASSWORD, ADDRESS)).next is Next.CODE
    assert (await kinds(accounts.work)).count("sign_in.slowed") == 2


async def test_one_address_that_tries_many_accounts_is_slowed_down(accounts: Accounts) -> None:
    answers = [
        await refusal(accounts.sign_ins.by_password(f"p{n}@customer.example", "wrong", ADDRESS)) for n in range(21)
    ]
    assert [each.status for each in answers] == [401] * 20 + [429]


async def test_many_tries_at_once_are_no_way_around_the_wait(accounts_on_both: Accounts) -> None:
    accounts = accounts_on_both
    found = await asyncio.gather(
        *(accounts.sign_ins.by_password(STAFF, "wrong", f"10.0.0.{n}") for n in range(12)), return_exceptions=True
    )
    statuses = [each.status for each in found if isinstance(each, Refusal)]
    assert statuses.count(401) == 5
    assert statuses.count(429) == 7


async def test_guessing_codes_is_slowed_down(accounts: Accounts) -> None:
    await accounts.staff()
    step = await accounts.sign_ins.by_password(STAFF, PASSWORD, ADDRESS)
    answers = [await refusal(accounts.sign_ins.by_code(step.token, "000000", ADDRESS)) for _ in range(6)]
    assert [each.code for each in answers] == ["sign_in.failed"] * 5 + ["sign_in.wait"]
    assert answers[0].message == "That code did not work."


async def test_a_half_done_sign_in_is_void_after_ten_minutes(accounts: Accounts, clock: FakeClock) -> None:
    await accounts.staff()
    step = await accounts.sign_ins.by_password(STAFF, PASSWORD, ADDRESS)
    clock.advance(600)
    code = code_at(TOTP_SECRET, clock.now())
    assert (await refusal(accounts.sign_ins.by_code(step.token, code, ADDRESS))).code == "sign_in.needed"


@pytest.mark.parametrize("token", [None, "", "A" * 43])
async def test_a_second_step_without_a_first_begins_anew(accounts: Accounts, token: str | None) -> None:
    for asked in (
        accounts.sign_ins.by_code(token, "123456", ADDRESS),
        accounts.sign_ins.by_recovery_code(token, "a", ADDRESS),
        accounts.sign_ins.confirm_codes(token, "123456", ADDRESS),
        accounts.sign_ins.offer_codes(token, ADDRESS),
    ):
        assert (await refusal(asked)).code == "sign_in.needed"


async def test_signing_out_ends_it_at_once_and_only_once(accounts: Accounts) -> None:
    organization = await accounts.organization()
    await accounts.end_user(organization.id)
    step = await accounts.sign_ins.by_password(PERSON, PASSWORD, ADDRESS)
    for _ in range(2):
        await accounts.sign_ins.end(step.token, ADDRESS)
        assert await accounts.sign_ins.person(step.token) is None
    await accounts.sign_ins.end(None, ADDRESS)
    assert (await kinds(accounts.work)).count("sign_in.ended") == 1


async def test_a_sign_in_ends_after_a_week_unused_and_lives_on_while_it_is_used(
    accounts: Accounts, clock: FakeClock
) -> None:
    organization = await accounts.organization()
    await accounts.end_user(organization.id)
    token = await accounts.signed_in(PERSON, clock.now())
    for _ in range(4):
        clock.advance(6 * 86_400)
        assert await accounts.sign_ins.person(token) is not None
    clock.advance(7 * 86_400)
    assert await accounts.sign_ins.person(token) is None


async def test_a_sign_in_ends_after_thirty_days_however_it_is_used(accounts: Accounts, clock: FakeClock) -> None:
    organization = await accounts.organization()
    await accounts.end_user(organization.id)
    token = await accounts.signed_in(PERSON, clock.now())
    for _ in range(29):
        clock.advance(86_400)
        assert await accounts.sign_ins.person(token) is not None
    clock.advance(86_400)
    assert await accounts.sign_ins.person(token) is None


async def test_tokens_passwords_and_secrets_are_not_in_the_database(
    accounts_on_both: Accounts, clock: FakeClock
) -> None:
    accounts = accounts_on_both
    await accounts.staff()
    token = await accounts.signed_in(STAFF, clock.now(), TOTP_SECRET)

    def everything(view: object) -> str:
        connection = view.connection  # type: ignore[attr-defined]
        return "".join(str(connection.execute(select(table)).all()) for table in tables.metadata.sorted_tables)

    content = await accounts.work.view(SYSTEM, Permission.AUDIT_READ, everything)
    assert "technician@provider.example" in content
    for secret in (token, PASSWORD, TOTP_SECRET):
        assert secret not in content


async def test_an_end_user_whose_portal_is_off_stays_outside_and_staff_do_not(
    accounts: Accounts, clock: FakeClock
) -> None:
    organization = await accounts.organization()
    await accounts.end_user(organization.id)
    await accounts.staff()
    before = await accounts.sign_ins.by_password(PERSON, PASSWORD, ADDRESS)

    def lead_to(change: Change, redirect_url: str) -> None:
        values = {"organization_id": organization.id, "redirect_url": redirect_url, "version": 1}
        change.connection.execute(tables.portals.delete())
        change.connection.execute(tables.portals.insert().values(values))
        change.needs_no_entry(Upkeep.LEFTOVERS)

    await accounts.work.change(SYSTEM, Permission.PORTAL_CHANGE, lambda change: lead_to(change, "https://help.example"))
    # As often as they like: their password is right, so that nobody is made to wait.
    for _ in range(10):
        off = await refusal(accounts.sign_ins.by_password(PERSON, PASSWORD, ADDRESS))
        assert (off.code, off.fields) == ("portal.off", {"redirect_url": "https://help.example"})
    assert (await refusal(accounts.sign_ins.by_password(PERSON, "Wrong-Password-1", ADDRESS))).code == "sign_in.failed"
    assert (await refusal(accounts.sign_ins.person(before.token))).code == "portal.off"
    assert await accounts.signed_in(STAFF, clock.now())
    await accounts.work.change(SYSTEM, Permission.PORTAL_CHANGE, lambda change: lead_to(change, ""))
    assert await accounts.sign_ins.person(before.token) is not None
    # The settings switch it off without another address.
    accounts.sign_ins.settings = Settings({"end_user_portal": False})
    for refused in (accounts.sign_ins.person(before.token), accounts.sign_ins.by_password(PERSON, PASSWORD, ADDRESS)):
        off = await refusal(refused)
        assert (off.code, off.fields) == ("portal.off", {"redirect_url": ""})
        assert "Ask for help at your computer" in off.message
    assert await accounts.signed_in(STAFF, clock.now())
