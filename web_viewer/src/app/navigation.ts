/** Lists the places of the portal, and who sees which. */

import {
  IconAppWindow,
  IconBroadcast,
  IconBuilding,
  IconDeviceDesktop,
  IconDoorEnter,
  IconHeadset,
  IconHome,
  IconInbox,
  IconKey,
  IconListDetails,
  IconMail,
  IconSettings,
  IconUserShield,
  IconUsers,
  IconUsersGroup,
  IconWebhook,
  IconShieldHalf,
  type Icon,
} from "@tabler/icons-react";
import { may } from "@/api/access";
import { placeOf } from "@/api/consoles";
import type { Me } from "@/api/types";
import type { TextKey } from "@/ui/text";

export interface Place {
  to: "/" | "/requests" | "/inventory" | "/live" | "/audit" | "/security-groups" | "/portal-groups" | "/help" | "/people" | "/staff" | "/organizations" | "/outbox" | "/tokens" | "/webhooks" | "/settings" | "/portal" | "/seamless";
  label: TextKey;
  icon: Icon;
  /** The letter after G that goes here. */
  letter: string | null;
  /** Any of these permissions shows it; none means everybody of this kind. */
  needs: readonly string[];
  kind: "staff" | "end_user";
  /** Only in an organization: in its console, or for its own people. */
  isInside?: true;
}

export const PLACES: readonly Place[] = [
  { to: "/", label: "nav.home", icon: IconHome, letter: "h", needs: [], kind: "staff" },
  { to: "/requests", label: "nav.requests", icon: IconInbox, letter: "r", needs: ["session:approve", "session:read"], kind: "staff" },
  { to: "/inventory", label: "nav.inventory", icon: IconDeviceDesktop, letter: "i", needs: ["device:read"], kind: "staff" },
  { to: "/live", label: "nav.live", icon: IconBroadcast, letter: "l", needs: ["session:read"], kind: "staff" },
  { to: "/audit", label: "nav.audit", icon: IconListDetails, letter: "a", needs: ["audit:read"], kind: "staff" },
  { to: "/people", label: "nav.people", icon: IconUsers, letter: "e", needs: ["account:read"], kind: "staff" },
  { to: "/staff", label: "nav.staff", icon: IconUserShield, letter: "t", needs: ["account:read"], kind: "staff" },
  { to: "/organizations", label: "nav.organizations", icon: IconBuilding, letter: "o", needs: ["organization:read"], kind: "staff" },
  { to: "/security-groups", label: "nav.security_groups", icon: IconShieldHalf, letter: "g", needs: ["group:read"], kind: "staff" },
  { to: "/portal-groups", label: "nav.portal_groups", icon: IconUsersGroup, letter: "p", needs: ["portal:read"], kind: "staff" },
  { to: "/portal", label: "nav.portal", icon: IconAppWindow, letter: null, needs: ["portal:read"], kind: "staff" },
  { to: "/tokens", label: "nav.tokens", icon: IconKey, letter: "k", needs: ["token:read"], kind: "staff" },
  { to: "/webhooks", label: "nav.webhooks", icon: IconWebhook, letter: null, needs: ["webhook:read"], kind: "staff" },
  { to: "/settings", label: "nav.settings", icon: IconSettings, letter: "s", needs: ["settings:read"], kind: "staff" },
  { to: "/outbox", label: "nav.outbox", icon: IconMail, letter: "m", needs: ["mail:read"], kind: "staff" },
  { to: "/seamless", label: "nav.seamless", icon: IconDoorEnter, letter: null, needs: ["seamless:grant"], kind: "staff", isInside: true },
  { to: "/help", label: "nav.help", icon: IconHeadset, letter: "h", needs: [], kind: "end_user" },
];

export function placesFor(me: Me | undefined): Place[] {
  if (me === undefined) return [];
  return PLACES.filter(
    (place) =>
      place.kind === me.account.kind &&
      (place.isInside === undefined || placeOf(me) !== null) &&
      (place.needs.length === 0 || place.needs.some((permission) => may(me, permission))),
  );
}
