"""The matrix: one row for each route. A new route adds its row here; tests/matrix/rows.py says what a row means."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from broker.access.permissions import Permission
from tests.matrix import see_as
from tests.matrix.actors import STAFF, Reaching, Who
from tests.matrix.factor_rows import FACTOR_ROWS
from tests.matrix.join_rows import ALL_SIGNED, JOIN_ROWS, NO_FACTS, TOKEN
from tests.matrix.message_rows import MESSAGE_ROWS
from tests.matrix.notice_rows import notice_rows
from tests.matrix.own_rows import OWN_ROWS
from tests.matrix.rows import MISSING_RIGHT, NOTHING_HERE, Row, listed
from tests.matrix.session_rows import SESSION_ROWS
from tests.matrix.settings_rows import SETTING, SETTINGS_ROWS
from tests.matrix.sign_in_rows import SIGN_IN_ROWS
from tests.matrix.token_rows import token_rows

NO_LINK = "410 link.gone"
PASSWORD = "Maple-Otter-Lantern-1234"
GROUP: dict[str, object] = {
    **{"name": "Named {mark}", "description": "", "permissions": ["device:read"], "all_organizations": False},
    **{"organizations": ["{organization}"], "is_narrowed": False, "tags": [], "device_groups": []},
}
PERSON = {"name": "New Person", "email": "new.{unique}@customer.example", "phone": ""}
NOT_OWN = {Who.PROVIDER_ADMINISTRATOR: "403 seamless.not_own"}
NO_DEVICES = {Who.OWNER_LIMITED: MISSING_RIGHT}
NOT_BY_TOKEN = {Who.TOKEN_HERE: MISSING_RIGHT}
PROVIDER_ONLY = {who: MISSING_RIGHT for who, holding in STAFF.items() if holding.reach is not Reaching.EVERYWHERE}


def of_instance(needs: Permission, **more: object) -> Row:
    """A page of the instance itself: who holds the right in some organizations only is told that there is nothing."""
    but = {who: NOTHING_HERE if needs in STAFF[who].permissions else MISSING_RIGHT for who in PROVIDER_ONLY}
    return Row(needs=needs, but=but, **more)  # type: ignore[arg-type]


PORTAL_OF_PERSON = {"portal_group_id": "{portal_group}"}
LOOKS = {
    "version": 0,
    "name": "Portal {mark}",
    "colour": "",
    "logo_hash": "",
    "shows_logo": False,
    "uses_colours": False,
}
PORTAL = {**LOOKS, "own_looks": False, "features": [], "redirect_url": "", "is_open": False}


TABLE: Final[Mapping[str, Row]] = MappingProxyType(
    {
        # Signing in: no cookie is needed, and none helps.
        "POST /api/sign-in": Row(
            all="401 sign_in.failed", body={"email": "nobody@customer.example", "password": PASSWORD}
        ),
        "POST /api/sign-in/code": Row(for_programs=False, all="401 sign_in.needed", body={"code": "123456"}),
        "POST /api/sign-in/recovery-code": Row(
            for_programs=False, all="401 sign_in.needed", body={"code": "ABCD-EFGH"}
        ),
        "POST /api/sign-in/totp-set-up": Row(for_programs=False, all="401 sign_in.needed"),
        "POST /api/sign-in/totp-confirm": Row(for_programs=False, all="401 sign_in.needed", body={"code": "123456"}),
        "POST /api/sign-out": Row(for_programs=False, all="200"),
        # Oneself.
        "GET /api/me": Row(but=ALL_SIGNED),
        "POST /api/me/password": Row(
            but=dict.fromkeys(ALL_SIGNED, "400 password.wrong") | NOT_BY_TOKEN,
            body={"password": PASSWORD, "new_password": f"{PASSWORD}!"},
        ),
        "POST /api/me/email": Row(
            but=dict.fromkeys(ALL_SIGNED, "400 password.wrong") | NOT_BY_TOKEN,
            body={"password": PASSWORD, "email": "another@customer.example"},
        ),
        **MESSAGE_ROWS,
        **notice_rows(ALL_SIGNED, NOT_BY_TOKEN),
        # Links of mails: the token is the only proof.
        "GET /api/password-rules": Row(all="200"),
        "POST /api/links/look": Row(all=NO_LINK, body={"token": TOKEN}),
        "POST /api/links/password": Row(all=NO_LINK, body={"token": TOKEN, "new_password": PASSWORD}),
        "POST /api/links/email": Row(all=NO_LINK, body={"token": TOKEN}),
        "POST /api/links/again": Row(all="202", body={"token": TOKEN}),
        "POST /api/password-resets": Row(all="202", body={"email": "{mark}@customer.example"}),
        # Organizations.
        "GET /api/organizations": listed(Permission.ORGANIZATION_READ, query="q={mark}"),
        "GET /api/organizations/{organization_id}": Row(
            needs=Permission.ORGANIZATION_READ, path={"organization_id": "{organization}"}
        ),
        "POST /api/organizations": Row(
            needs=Permission.ORGANIZATION_CREATE, good="201", body={"name": "New of {staff}"}, but=PROVIDER_ONLY
        ),
        "PATCH /api/organizations/{organization_id}": Row(
            needs=Permission.ORGANIZATION_CHANGE,
            path={"organization_id": "{organization}"},
            body={"version": 1, "name": "Another {mark}", "slug": "{mark}", "main_contact_id": "{person}"},
        ),
        "POST /api/organizations/{organization_id}/archive": Row(
            needs=Permission.ORGANIZATION_ARCHIVE, path={"organization_id": "{organization}"}
        ),
        "POST /api/organizations/{organization_id}/restore": Row(
            needs=Permission.ORGANIZATION_ARCHIVE, path={"organization_id": "{organization}"}
        ),
        # People.
        "GET /api/accounts": listed(Permission.ACCOUNT_READ, query="q={mark}&organization={organization}"),
        "GET /api/accounts/{account_id}": Row(needs=Permission.ACCOUNT_READ, path={"account_id": "{person}"}),
        "POST /api/accounts": Row(
            needs=Permission.END_USER_CREATE,
            good="201",
            body={"kind": "end_user", "organization_id": "{organization}", **PERSON},
        ),
        "PATCH /api/accounts/{account_id}": Row(
            for_programs=False,
            needs=Permission.END_USER_CHANGE,
            path={"account_id": "{person}"},
            body={"version": 1, **PERSON},
        ),
        "POST /api/accounts/{account_id}/disable": Row(
            needs=Permission.END_USER_CHANGE, path={"account_id": "{person}"}
        ),
        "POST /api/accounts/{account_id}/enable": Row(
            needs=Permission.END_USER_CHANGE, path={"account_id": "{person}"}
        ),
        "POST /api/accounts/{account_id}/delete": Row(
            for_programs=False,
            needs=Permission.END_USER_CHANGE,
            path={"account_id": "{person}"},
            body={"name": "Person {mark}"},
        ),
        "POST /api/accounts/{account_id}/keep": Row(needs=Permission.END_USER_CHANGE, path={"account_id": "{person}"}),
        "POST /api/accounts/{account_id}/invitation": Row(
            needs=Permission.END_USER_CHANGE, good="202", path={"account_id": "{person}"}
        ),
        **see_as.rows(ALL_SIGNED),
        **SIGN_IN_ROWS,
        **OWN_ROWS,
        **FACTOR_ROWS,
        # Security groups.
        "GET /api/security-groups": listed(Permission.GROUP_READ, query="q={mark}"),
        "POST /api/security-groups": Row(
            for_programs=False,
            needs=Permission.GROUP_CHANGE,
            good="201",
            body={**GROUP, "organization_id": "{organization}"},
        ),
        "GET /api/security-groups/{group}": Row(needs=Permission.GROUP_READ, path={"group": "{group}"}),
        "POST /api/security-groups/{group}": Row(
            for_programs=False, needs=Permission.GROUP_CHANGE, path={"group": "{group}"}, body={"version": 1, **GROUP}
        ),
        "POST /api/security-groups/{group}/clone": Row(
            for_programs=False,
            needs=Permission.GROUP_CHANGE,
            good="201",
            path={"group": "{group}"},
            body={"name": "Copy {mark}"},
        ),
        "POST /api/security-groups/{group}/remove": Row(
            for_programs=False, needs=Permission.GROUP_CHANGE, path={"group": "{group}"}, body={"name": ""}
        ),
        "POST /api/security-groups/{group}/organizations": Row(
            for_programs=False,
            needs=Permission.GROUP_CHANGE,
            path={"group": "{group}"},
            body={"add": ["{organization}"]},
        ),
        "GET /api/security-groups/{group}/members": Row(needs=Permission.GROUP_READ, path={"group": "{group}"}),
        "GET /api/security-groups/{group}/candidates": Row(needs=Permission.GROUP_ASSIGN, path={"group": "{group}"}),
        "POST /api/security-groups/{group}/members": Row(
            for_programs=False, needs=Permission.GROUP_ASSIGN, path={"group": "{group}"}, body={"add": ["{staff}"]}
        ),
        "GET /api/access/why": Row(
            needs=Permission.GROUP_READ, query="account={person}&permission=device:read&organization={organization}"
        ),
        # The outbox.
        "GET /api/mails": listed(Permission.MAIL_READ, query="q={mark}"),
        "GET /api/mails/{mail_id}": Row(needs=Permission.MAIL_READ, path={"mail_id": "{mail}"}),
        "POST /api/mails/{mail_id}/link": Row(
            for_programs=False, needs=Permission.MAIL_READ, good="409 mail.no_link", path={"mail_id": "{mail}"}
        ),
        "POST /api/mails/{mail_id}/send": Row(needs=Permission.MAIL_READ, path={"mail_id": "{mail}"}),
        # Devices.
        "GET /api/devices": listed(
            Permission.DEVICE_READ, owner="200", but=NO_DEVICES, query="q={mark}&organization={organization}"
        ),
        "GET /api/devices/{device_id}": Row(
            needs=Permission.DEVICE_READ, owner="200", but=NO_DEVICES, path={"device_id": "{device}"}
        ),
        "POST /api/devices/{device_id}/assign": Row(
            needs=Permission.DEVICE_ASSIGN, path={"device_id": "{device}"}, body={"account_id": "{person}"}
        ),
        "GET /api/tags": listed(Permission.DEVICE_READ, query="organization={organization}"),
        "POST /api/devices/{device_id}/tags": Row(
            needs=Permission.DEVICE_CHANGE, path={"device_id": "{device}"}, body={"version": 1, "tags": ["till"]}
        ),
        "POST /api/devices/{device_id}/tags/move": Row(
            needs=Permission.DEVICE_CHANGE, path={"device_id": "{device}"}, body={"add": ["till"]}
        ),
        "POST /api/devices/{device_id}/group": Row(
            needs=Permission.DEVICE_CHANGE, path={"device_id": "{device}"}, body={"group_id": "{device_group}"}
        ),
        "GET /api/device-groups": listed(Permission.DEVICE_READ, query="organization={organization}"),
        "POST /api/device-groups": Row(
            needs=Permission.DEVICE_CHANGE, good="201", body={"organization_id": "{organization}", "name": "New"}
        ),
        "POST /api/device-groups/{group}": Row(
            needs=Permission.DEVICE_CHANGE, path={"group": "{device_group}"}, body={"version": 1, "name": "Renamed"}
        ),
        "POST /api/device-groups/{group}/remove": Row(needs=Permission.DEVICE_CHANGE, path={"group": "{device_group}"}),
        "POST /api/enrolment-tokens": Row(
            needs=Permission.DEVICE_ENROL, good="201", body={"organization_id": "{organization}"}
        ),
        "POST /api/enrol": Row(
            all="403 enrolment.refused",
            body={
                "secret": "A" * 43,
                "public_key": "A" * 43 + "=",
                "proof": "A" * 86 + "==",
                "facts": NO_FACTS,
            },
        ),
        "GET /api/trust": Row(all="200"),
        **JOIN_ROWS,
        **SESSION_ROWS,
        # The audit log.
        "GET /api/audit": listed(Permission.AUDIT_READ, query="q={mark}&organization={organization}"),
        "GET /api/audit/state": listed(Permission.AUDIT_READ),
        # Settings.
        "GET /api/settings": of_instance(Permission.SETTINGS_READ),
        "PATCH /api/settings": of_instance(Permission.SETTINGS_CHANGE, body=SETTING),
        **SETTINGS_ROWS,
        # Portals.
        "GET /api/looks": Row(all="200", query="slug={mark}"),
        "GET /api/instance-portal": of_instance(Permission.PORTAL_READ),
        "PUT /api/instance-portal": of_instance(Permission.PORTAL_CHANGE, body=LOOKS),
        "GET /api/portals/{organization_id}": Row(
            needs=Permission.PORTAL_READ, path={"organization_id": "{organization}"}
        ),
        "PUT /api/portals/{organization_id}": Row(
            needs=Permission.PORTAL_CHANGE, path={"organization_id": "{organization}"}, body=PORTAL
        ),
        # Portal groups, and many people at once.
        # Open portals: whoever comes is a stranger, and no portal here is open.
        "GET /api/open-portal": Row(all=NOTHING_HERE, query="slug={mark}"),
        "POST /api/open-portal/requests": Row(
            all=NOTHING_HERE,
            body={"slug": "{mark}", "reason": "The printer jams", "name": "Vera", "phone": "214"},
        ),
        "POST /api/open-portal/look": Row(all=NOTHING_HERE, body={"secret": TOKEN}),
        "GET /api/portal-groups": listed(Permission.PORTAL_READ, query="q={mark}"),
        "POST /api/portal-groups": Row(
            needs=Permission.PORTAL_CHANGE,
            good="201",
            body={"name": "New {unique}", "organization_id": "{organization}", "features": ["ask_for_help"]},
        ),
        "GET /api/portal-groups/{group}": Row(needs=Permission.PORTAL_READ, path={"group": "{portal_group}"}),
        "POST /api/portal-groups/{group}": Row(
            needs=Permission.PORTAL_CHANGE,
            path={"group": "{portal_group}"},
            body={"version": 1, "name": "Named {mark}", "description": "", "features": ["ask_for_help"]},
        ),
        "POST /api/portal-groups/{group}/clone": Row(
            needs=Permission.PORTAL_CHANGE,
            good="201",
            path={"group": "{portal_group}"},
            body={"name": "Copy {mark}", "organization_id": "{organization}"},
        ),
        "POST /api/portal-groups/{group}/remove": Row(needs=Permission.PORTAL_CHANGE, path={"group": "{portal_group}"}),
        "POST /api/accounts/{account_id}/portal": Row(
            needs=Permission.END_USER_CHANGE, path={"account_id": "{person}"}, body=PORTAL_OF_PERSON
        ),
        "POST /api/bulk/sizes": Row(needs=Permission.END_USER_CHANGE, elsewhere="200", body={"accounts": ["{person}"]}),
        "POST /api/bulk": Row(
            for_programs=False,
            needs=Permission.END_USER_CHANGE,
            elsewhere="200",
            body={"accounts": ["{person}"], "act": "require_mfa"},
        ),
        # Signing in at the company's provider, where none is set up.
        "GET /api/sign-in-ways": Row(all="200"),
        "POST /api/company-sign-ins": Row(all="404 not_found"),
        "POST /api/company-sign-ins/return": Row(
            all="404 not_found", body={"state": "A" * 43, "code": "x", "binding": "A" * 43}
        ),
        # Seamless access.
        "GET /api/organizations/{organization_id}/seamless": Row(
            needs=Permission.SEAMLESS_GRANT, path={"organization_id": "{organization}"}
        ),
        "POST /api/organizations/{organization_id}/seamless": Row(
            for_programs=False,
            needs=Permission.SEAMLESS_GRANT,
            good="409 seamless.nobody",
            but=NOT_OWN,
            path={"organization_id": "{organization}"},
            body={"email": "nobody@provider.example"},
        ),
        "POST /api/organizations/{organization_id}/management": Row(
            for_programs=False,
            needs=Permission.SEAMLESS_GRANT,
            path={"organization_id": "{organization}"},
            body={"is_self_managed": False},
            but=NOT_OWN,
        ),
        "POST /api/organizations/{organization_id}/administrators": Row(
            for_programs=False,
            needs=Permission.GROUP_ASSIGN,
            good="201",
            path={"organization_id": "{organization}"},
            body={"name": "New Administrator", "email": "new.{unique}@customer.example"},
        ),
        "GET /api/organizations/{organization_id}/visits": Row(
            needs=Permission.SEAMLESS_GRANT, path={"organization_id": "{organization}"}
        ),
        "POST /api/seamless-grants/{grant_id}/resend": Row(
            needs=Permission.SEAMLESS_GRANT, good="409 seamless.nobody", path={"grant_id": "{grant}"}, but=NOT_OWN
        ),
        "POST /api/seamless-grants/{grant_id}/revoke": Row(
            needs=Permission.SEAMLESS_GRANT, path={"grant_id": "{grant}"}
        ),
        "POST /api/seamless-links/look": Row(
            for_programs=False, needs=Permission.SEAMLESS_VISIT, good=NO_LINK, elsewhere=NO_LINK, body={"token": TOKEN}
        ),
        "POST /api/seamless-links/activate": Row(
            for_programs=False, needs=Permission.SEAMLESS_VISIT, good=NO_LINK, elsewhere=NO_LINK, body={"token": TOKEN}
        ),
        "GET /api/consoles": Row(but=ALL_SIGNED, query="q={mark}"),
        "POST /api/visits": Row(
            for_programs=False,
            needs=Permission.SEAMLESS_VISIT,
            good=NOTHING_HERE,
            body={"organization_id": "{organization}"},
        ),
        "POST /api/visits/leave": Row(for_programs=False, but=dict.fromkeys(ALL_SIGNED, "409 visit.none")),
        # Lists as files.
        "GET /api/exports/organizations": listed(Permission.ORGANIZATION_READ),
        "GET /api/exports/end-users": listed(Permission.ACCOUNT_READ),
        "GET /api/exports/owners": listed(Permission.DEVICE_READ),
        "POST /api/imports/organizations": listed(
            Permission.ORGANIZATION_CHANGE, csv="id,name\n{organization},Renamed\n"
        ),
        "POST /api/imports/end-users": listed(
            Permission.END_USER_CHANGE, csv="id,organization,name,email\n{person},{organization},Renamed,a@b.example\n"
        ),
        "POST /api/imports/owners": listed(Permission.DEVICE_ASSIGN, csv="id,owner\n{device},{person}\n"),
        **token_rows(ALL_SIGNED),
        # Ways in to links.
        "POST /api/tickets": Row(
            for_programs=False,
            needs=Permission.SESSION_READ,
            good=MISSING_RIGHT,
            # Who may reach devices of their own is told nothing of sessions that are no such thing.
            owner=NOTHING_HERE,
            but=NO_DEVICES,
            body={"link": "viewer", "session_id": "{session}"},
        ),
    }
)
