"""The settings that apply somewhere, as typed values."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import timedelta

from broker.features.settings import rule_store, store
from broker.features.settings.catalogue import CATALOGUE, Key, Scope
from broker.features.settings.places import Place
from broker.features.settings.policies import SessionSettings, policy_of, session_settings_of
from broker.features.settings.rules import Layer, Resolved, read_layer, resolve
from broker.features.settings.scope_rules import ScopeRule, as_if_of, first_matches, matching
from broker.storage.unit_of_work import View
from protocol.identifiers import DeviceId
from protocol.policy import Policy

__all__ = ["Applying", "SessionSettings", "Settings"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Applying:
    """All layers that count in one place, widest first."""

    layers: tuple[Layer, ...]

    def resolve(self, key: Key) -> Resolved:
        """Resolve one setting."""
        return resolve(CATALOGUE[key], self.layers)

    @property
    def allow_remote_support(self) -> bool:
        return bool(self.resolve(Key.ALLOW_REMOTE_SUPPORT).value)

    @property
    def end_user_portal(self) -> bool:
        return bool(self.resolve(Key.END_USER_PORTAL).value)

    @property
    def get_help_now_open(self) -> bool:
        return bool(self.resolve(Key.GET_HELP_NOW_OPEN).value)

    @property
    def idle_time(self) -> timedelta:
        return timedelta(seconds=self._seconds(Key.IDLE_SECONDS))

    @property
    def mfa_required(self) -> bool:
        return bool(self.resolve(Key.MFA_REQUIRED).value)

    @property
    def session_told(self) -> tuple[str, ...]:
        addresses = self.resolve(Key.SESSION_TOLD).value
        assert isinstance(addresses, tuple)
        return addresses

    @property
    def letter_language(self) -> str:
        return str(self.resolve(Key.LETTER_LANGUAGE).value)

    def for_session(self) -> SessionSettings:
        """Give what applies to sessions."""
        return session_settings_of(self.resolve)

    def policy(self, device: DeviceId, number: int) -> Policy:
        """Write the policy of a device."""
        return policy_of(self.resolve, device, number)

    def _seconds(self, key: Key) -> int:
        value = self.resolve(key).value
        assert isinstance(value, int)
        return value


class Settings:
    """Reads what applies where, over what the configuration file says of the instance."""

    def __init__(self, configured: Mapping[str, object] | None = None) -> None:
        self.configured = read_layer(Scope.CONFIGURATION, "", configured or {})

    def at(self, view: View, organization: str | None = None, device: str | None = None) -> Applying:
        """Read what applies in an organization, on a device of one, or to the instance itself."""
        place = Place(organization=organization, device=device)
        return self.at_each(view, (place,))[place]

    def at_each(self, view: View, places: Iterable[Place]) -> dict[Place, Applying]:
        """Read what applies in many places at once."""
        wanted = {place: place.with_wider() for place in places}
        rules = self._rules(view, wanted)
        named = {
            Place(organization=place.organization, rule=rule.id): rule.name
            for place, found in rules.items()
            for rule in found
        }
        stored = store.stored_in(view, {each for wider in wanted.values() for each in wider} | set(named))
        layers = {place: store.layer_of(place, here, named.get(place, "")) for place, here in stored.items()}

        def applying(place: Place, wider: tuple[Place, ...]) -> Applying:
            of_rules = [Place(organization=place.organization, rule=rule.id) for rule in rules.get(place, ())]
            found = [layers[each] for each in wider]
            if of_rules:
                found[-1:-1] = first_matches(layers[each] for each in of_rules)
            return Applying(layers=(self.configured, *found))

        return {place: applying(place, wider) for place, wider in wanted.items()}

    def rule_layers(self, view: View, place: Place, person: str | None = None) -> tuple[Layer, ...]:
        """Read what the rules say that apply to a device, as if it belonged to another person where one is named."""
        found = self._rules(view, (place,), person).get(place, ())
        places = {Place(organization=place.organization, rule=rule.id): rule.name for rule in found}
        stored = store.stored_in(view, places)
        return first_matches(store.layer_of(each, stored[each], name) for each, name in places.items())

    def _rules(
        self, view: View, places: Iterable[Place], person: str | None = None
    ) -> dict[Place, tuple[ScopeRule, ...]]:
        """Find the rules that apply to each device, in their order."""
        devices = {place: place.device for place in places if place.device is not None}
        lists = rule_store.rules_of(view, {place.organization for place in devices if place.organization is not None})
        meant = {place: device for place, device in devices.items() if place.organization in lists}
        met = rule_store.met_by(view, meant.values()) if meant else {}
        return {
            place: matching(lists[place.organization or ""], as_if_of(met.get(device, frozenset()), person))
            for place, device in meant.items()
        }

    def letter_language(self, view: View, organization: str | None) -> str:
        """Give the language of the letters to people of an organization, or of the provider."""
        return self.at(view, organization).letter_language

    def for_session(self, view: View, organization: str, device: str | None) -> SessionSettings:
        """Give what applies to a session of an organization, on a device where one is known."""
        return self.at(view, organization, device).for_session()
