/** What somebody is making of a portal: from what is stored, to what is sent. */

import type { ChangedLooks, ChangedPortal, Portal, PortalFeature } from "@/api/portal";

export const MAX_LOGO_BYTES = 256 * 1024;

export interface Draft {
  isOn: boolean;
  redirectUrl: string;
  ownLooks: boolean;
  name: string;
  colour: string;
  /** The logo that is kept, by its hash, and where it is shown from; a new one has its bytes instead. */
  logo: { hash: string; url: string; base64: string | null } | null;
  showsLogo: boolean;
  usesColours: boolean;
  features: ReadonlySet<PortalFeature>;
  isOpen: boolean;
}

export function draftOf(portal: Portal): Draft {
  return {
    isOn: portal.redirect_url === "",
    redirectUrl: portal.redirect_url,
    ownLooks: portal.own_looks,
    name: portal.name,
    colour: portal.colour,
    logo: portal.logo === null ? null : { hash: portal.logo_hash, url: portal.logo, base64: null },
    showsLogo: portal.shows_logo,
    usesColours: portal.uses_colours,
    features: new Set(portal.features),
    isOpen: portal.is_open,
  };
}

export function looksToSend(draft: Draft, version: number): ChangedLooks {
  return {
    version,
    name: draft.name.trim(),
    colour: draft.colour.trim(),
    logo_hash: draft.logo?.base64 === null ? draft.logo.hash : "",
    new_logo: draft.logo?.base64 ?? null,
    shows_logo: draft.showsLogo,
    uses_colours: draft.usesColours,
  };
}

export function portalToSend(draft: Draft, version: number): ChangedPortal {
  return {
    ...looksToSend(draft, version),
    own_looks: draft.ownLooks,
    features: [...draft.features].toSorted(),
    redirect_url: draft.isOn ? "" : draft.redirectUrl.trim(),
    is_open: draft.isOpen,
  };
}

/** What a form has to say before anything is sent: a portal that is off has to lead somewhere. */
export function missingIn(draft: Draft): "redirect_url" | null {
  return !draft.isOn && draft.redirectUrl.trim() === "" ? "redirect_url" : null;
}
