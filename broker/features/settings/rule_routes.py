"""HTTP of scope rules: the list of an organization, and what each rule sets."""

from typing import Annotated

import msgspec
from msgspec import Meta

from broker.access.permissions import Permission
from broker.features.settings.answers import SettingsAnswer
from broker.features.settings.editing import SettingsEditing
from broker.features.settings.places import Place
from broker.features.settings.routes import CHANGING, READING, SettingsChange, wanted_of
from broker.features.settings.rule_editing import RuleEditing, ScopeRulesAnswer
from broker.features.settings.scope_rules import MAX_CONDITIONS, MAX_RULES, Condition
from broker.web.bodies import Empty, Id
from broker.web.call import Call
from broker.web.declare import get, patch, post
from broker.web.policy import Signed

Name = Annotated[str, Meta(max_length=1_000)]
One = Annotated[str, Meta(pattern="^(tag|group|person):.{1,60}$")]
Several = Annotated[tuple[One, ...], Meta(max_length=2 * MAX_CONDITIONS)]
LISTING = Signed(Permission.SETTINGS_CHANGE)


class RuleAsked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A new rule."""

    name: Name
    conditions: Several


class RuleWanted(RuleAsked, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A rule as it is to be, and the version that was read."""

    version: Annotated[int, Meta(ge=1, le=2**31 - 1)]


class RuleOrder(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Every rule of the list once, the first to be asked first."""

    rules: Annotated[tuple[Id, ...], Meta(max_length=MAX_RULES)]
    before: Annotated[tuple[Id, ...], Meta(max_length=MAX_RULES)]
    """The order that was looked at; where somebody changed it meanwhile, nothing is put over it."""


class RuleRoutes:
    """Scope rules of organizations."""

    def __init__(self, rules: RuleEditing, editing: SettingsEditing) -> None:
        self._rules = rules
        self._editing = editing

    @get("/api/organizations/{organization_id}/setting-rules", policy=READING)
    async def read_setting_rules(self, call: Call, organization_id: str) -> ScopeRulesAnswer:
        """Read an organization's scope rules in their order."""
        return await self._rules.read(call.person, organization_id)

    @post("/api/organizations/{organization_id}/setting-rules", policy=LISTING, status=201)
    async def add_setting_rule(self, call: Call, organization_id: str, body: RuleAsked) -> ScopeRulesAnswer:
        """Put a scope rule at the end of the list."""
        conditions = tuple(Condition(each) for each in body.conditions)
        return await self._rules.add(call.person, organization_id, body.name, conditions)

    @post("/api/organizations/{organization_id}/setting-rules/order", policy=LISTING)
    async def order_setting_rules(self, call: Call, organization_id: str, body: RuleOrder) -> ScopeRulesAnswer:
        """Put the scope rules into another order."""
        return await self._rules.order(call.person, organization_id, body.rules, body.before)

    @post("/api/setting-rules/{rule_id}", policy=LISTING)
    async def change_setting_rule(self, call: Call, rule_id: str, body: RuleWanted) -> ScopeRulesAnswer:
        """Change a scope rule's name and conditions."""
        conditions = tuple(Condition(each) for each in body.conditions)
        return await self._rules.alter(call.person, rule_id, body.version, body.name, conditions)

    @post("/api/setting-rules/{rule_id}/remove", policy=LISTING)
    async def remove_setting_rule(self, call: Call, rule_id: str, body: Empty) -> ScopeRulesAnswer:
        """Remove a scope rule with all that it sets."""
        return await self._rules.remove(call.person, rule_id)

    @get("/api/setting-rules/{rule_id}/settings", policy=READING)
    async def read_rule_settings(self, call: Call, rule_id: str) -> SettingsAnswer:
        """Read the settings of a scope rule."""
        return await self._editing.read(call.person, Place(rule=rule_id))

    @patch("/api/setting-rules/{rule_id}/settings", policy=CHANGING)
    async def change_rule_settings(self, call: Call, rule_id: str, body: SettingsChange) -> SettingsAnswer:
        """Change settings of a scope rule."""
        return await self._editing.change(call.person, Place(rule=rule_id), wanted_of(body))
