/** Stands around every page of the portal: header, navigation, palette and keys. */

import { AppShell, Burger, Button, Group, Kbd, NavLink, UnstyledButton } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { openSpotlight } from "@mantine/spotlight";
import { IconSearch } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { Link, Outlet, useLocation } from "@tanstack/react-router";
import { useEffect } from "react";
import { may } from "@/api/access";
import { placeOf } from "@/api/consoles";
import { looksQuery, type Looks } from "@/api/portal";
import { meQuery, sessionsQuery } from "@/api/queries";
import type { Me } from "@/api/types";
import { BrandMark, useBrand, useSlug } from "@/ui/brand";
import { LiveMark } from "@/ui/live";
import { Bell } from "@/features/notices/bell";
import { t } from "@/ui/text";
import { height } from "@/ui/theme_gen";
import { AccountMenu } from "./account_menu";
import { ConsoleSwitch } from "./console_switch";
import { KeyboardHelp } from "./keyboard_help";
import { placesFor, type Place } from "./navigation";
import { Palette } from "./palette";
import { SeeAsBar } from "./see_as_bar";
import { VISIT_BAR_HEIGHT, VisitBar } from "./visit_bar";

const STRIP = 4;

export function Shell() {
  const me = useQuery(meQuery).data;
  const [open, { toggle, close }] = useDisclosure();
  const path = useLocation({ select: (location) => location.pathname });
  // A chosen place closes the drawer that it was chosen in.
  // oxlint-disable-next-line react/exhaustive-deps -- the path is the occasion
  useEffect(close, [path, close]);
  const places = placesFor(me);
  const slug = useSlug();
  const looks = useQuery({ ...looksQuery(slug || (me?.account.organization?.slug ?? "")), enabled: me !== undefined }).data;
  // The provider's own console has no strip: one sees at once that one is not in a customer's.
  const colour = slug === "" && me?.account.organization === null ? null : (looks?.colour ?? null);
  useBrand(colour);
  const isInside = placeOf(me) !== null && me?.account.kind === "staff";
  return (
    <AppShell
      header={{ height: height.header + (isInside ? STRIP : 0) + (me?.is_visiting ? VISIT_BAR_HEIGHT : 0) }}
      navbar={{ width: height.nav, breakpoint: 768, collapsed: { mobile: !open } }}
      padding={0}
      transitionDuration={0}
    >
      <a className="hr-skip" href="#content">
        {t("shell.skip_to_content")}
      </a>
      <AppShell.Header className="hr-head">
        {isInside ? <div className="hr-strip" aria-hidden /> : null}
        <div className="hr-header">
        <Burger
          opened={open}
          onClick={toggle}
          hiddenFrom="sm"
          size="sm"
          aria-label={open ? t("shell.close_menu") : t("shell.open_menu")}
        />
        <Brand me={me} looks={looks} colour={colour} />
        <ConsoleSwitch me={me} />
        <SearchButton />
        <Group gap={16} wrap="nowrap" className="hr-header-end">
          <LiveCount me={me} />
          {me === undefined ? null : <Bell />}
          <LiveMark />
          <AccountMenu me={me} />
        </Group>
        </div>
        <VisitBar me={me} />
      </AppShell.Header>
      <AppShell.Navbar className="hr-nav" aria-label={t("shell.navigation")}>
        {places.map((place) => (
          <NavigationLink key={place.to} place={place} path={path} me={me} />
        ))}
      </AppShell.Navbar>
      <AppShell.Main className="hr-main" id="content">
        <SeeAsBar />
        <Outlet />
      </AppShell.Main>
      <Palette places={places} me={me} />
      <KeyboardHelp places={places} />
    </AppShell>
  );
}

function Brand({ me, looks, colour }: { me: Me | undefined; looks: Looks | undefined; colour: string | null }) {
  const name = looks?.name ?? me?.instance.name ?? t("app.name");
  return (
    <Link to="/" className="hr-brand">
      <BrandMark name={name} logo={looks?.logo ?? null} colour={colour} size={24} />
      <span className="hr-brand-name">{name}</span>
    </Link>
  );
}

function SearchButton() {
  return (
    <UnstyledButton className="hr-search" onClick={openSpotlight}>
      <IconSearch size={16} stroke={1.75} aria-hidden />
      <span className="hr-search-words">{t("shell.search")}</span>
      <Kbd size="xs" className="hr-search-words">
        {t("shell.search_keys")}
      </Kbd>
    </UnstyledButton>
  );
}

/** `◉ 2 live` opens my sessions; nothing when there is none. */
function LiveCount({ me }: { me: Me | undefined }) {
  const sees = may(me, "session:read");
  const live = useQuery({ ...sessionsQuery({ state: "live", mine: true }), enabled: sees });
  const count = live.data?.total ?? 0;
  if (count === 0) return null;
  return (
    <Button component={Link} to="/live?tab=mine" variant="subtle" color="live" size="compact-sm" className="hr-live-count">
      {t("shell.live_count", { count })}
    </Button>
  );
}

function NavigationLink({ place, path, me }: { place: Place; path: string; me: Me | undefined }) {
  const waits = useQuery({
    ...sessionsQuery({ state: "requested" }),
    enabled: place.to === "/requests" && me !== undefined,
  });
  const count = place.to === "/requests" ? (waits.data?.total ?? 0) : 0;
  const here = path === place.to || (place.to !== "/" && path.startsWith(`${place.to}/`));
  const Picture = place.icon;
  return (
    <NavLink
      component={Link}
      to={place.to}
      active={here}
      aria-current={here ? "page" : undefined}
      label={t(place.label)}
      leftSection={<Picture size={20} stroke={1.75} aria-hidden />}
      rightSection={count === 0 ? null : <span className="hr-count">{t("nav.waiting", { count })}</span>}
    />
  );
}
