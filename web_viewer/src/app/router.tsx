/** Says which page stands at which path; each page is loaded when it is first opened. */

import { Outlet, createRootRoute, createRoute, createRouter, lazyRouteComponent, useMatches } from "@tanstack/react-router";
import "@/features/sign_in/company_way";
import { Loading } from "@/ui/states";
import { Gate } from "./gate";
import { NotFoundPage } from "./not_found_page";
import { SeeAsBar } from "./see_as_bar";
import { Shell } from "./shell";

/** What a list keeps in the address: its query, order, tab, and the row that is open. */
export interface ListSearch {
  q?: string;
  sort?: string;
  presence?: string;
  status?: string;
  organization?: string;
  portal?: string;
  portal_group?: string;
  tab?: string;
  entry?: string;
  device?: string;
  rule?: string;
  person?: string;
}

const KEYS = ["q", "sort", "presence", "status", "organization", "portal", "portal_group", "tab", "entry", "device", "rule", "person"] as const;

export function readListSearch(search: Record<string, unknown>): ListSearch {
  const read: ListSearch = {};
  for (const key of KEYS) {
    const value = search[key];
    if (typeof value === "string" && value !== "") read[key] = value;
    else if (typeof value === "number") read[key] = String(value);
  }
  return read;
}

/** Pages around which no shell stands say themselves what is seen. */
function Root() {
  const isBare = useMatches({ select: (matches) => !matches.some(({ routeId }) => routeId.startsWith("/gate")) });
  return (
    <>
      {isBare ? <SeeAsBar /> : null}
      <Outlet />
    </>
  );
}

const root = createRootRoute({ component: Root, notFoundComponent: NotFoundPage });

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: (search: Record<string, unknown>): { then?: string } =>
    typeof search.then === "string" && /^\/(?!\/|sign-in)/.test(search.then)
      ? { then: search.then }
      : {},
  component: lazyRouteComponent(() => import("@/features/sign_in/sign_in_page"), "SignInPage"),
});

const companyReturn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in/company",
  validateSearch: (search: Record<string, unknown>): { then?: string } =>
    typeof search.then === "string" && /^\/(?!\/|sign-in)/.test(search.then) ? { then: search.then } : {},
  component: lazyRouteComponent(() => import("@/features/sign_in/company_return_page"), "CompanyReturnPage"),
});

const chooseByLink = createRoute({
  getParentRoute: () => root,
  path: "/choose-password",
  component: lazyRouteComponent(() => import("@/features/sign_in/choose_password_page"), "ChoosePasswordPage"),
});
const confirmEmail = createRoute({
  getParentRoute: () => root,
  path: "/confirm-email",
  component: lazyRouteComponent(() => import("@/features/sign_in/confirm_email_page"), "ConfirmEmailPage"),
});
const activateAccess = createRoute({
  getParentRoute: () => root,
  path: "/activate-access",
  component: lazyRouteComponent(() => import("@/features/sign_in/activate_page"), "ActivatePage"),
});
const forgot = createRoute({
  getParentRoute: () => root,
  path: "/forgot-password",
  component: lazyRouteComponent(() => import("@/features/sign_in/forgot_page"), "ForgotPage"),
});

const getHelpNow = createRoute({
  getParentRoute: () => root,
  path: "/get-help-now",
  component: lazyRouteComponent(() => import("@/features/sign_in/get_help_now_page"), "GetHelpNowPage"),
});

const gate = createRoute({ getParentRoute: () => root, id: "gate", component: Gate });
const shell = createRoute({
  getParentRoute: () => gate,
  id: "shell",
  component: Shell,
  validateSearch: readListSearch,
  notFoundComponent: NotFoundPage,
});

const home = createRoute({
  getParentRoute: () => shell,
  path: "/",
  component: lazyRouteComponent(() => import("@/features/home/home_page"), "HomePage"),
});
const requests = createRoute({
  getParentRoute: () => shell,
  path: "/requests",
  component: lazyRouteComponent(() => import("@/features/requests/requests_page"), "RequestsPage"),
});
const inventory = createRoute({
  getParentRoute: () => shell,
  path: "/inventory",
  component: lazyRouteComponent(() => import("@/features/devices/inventory_page"), "InventoryPage"),
});
const device = createRoute({
  getParentRoute: () => shell,
  path: "/devices/$id",
  component: lazyRouteComponent(() => import("@/features/devices/device_page"), "DevicePage"),
});
const live = createRoute({
  getParentRoute: () => shell,
  path: "/live",
  component: lazyRouteComponent(() => import("@/features/sessions/live_page"), "LivePage"),
});
const session = createRoute({
  getParentRoute: () => shell,
  path: "/sessions/$id",
  component: lazyRouteComponent(() => import("@/features/sessions/session_page"), "SessionPage"),
});
const audit = createRoute({
  getParentRoute: () => shell,
  path: "/audit",
  component: lazyRouteComponent(() => import("@/features/audit/audit_page"), "AuditPage"),
});
const help = createRoute({
  getParentRoute: () => shell,
  path: "/help",
  component: lazyRouteComponent(() => import("@/features/help/help_page"), "HelpPage"),
});
const organizations = createRoute({
  getParentRoute: () => shell,
  path: "/organizations",
  component: lazyRouteComponent(() => import("@/features/organizations/organizations_page"), "OrganizationsPage"),
});
const organization = createRoute({
  getParentRoute: () => shell,
  path: "/organizations/$id",
  component: lazyRouteComponent(() => import("@/features/organizations/organization_page"), "OrganizationPage"),
});
const people = createRoute({
  getParentRoute: () => shell,
  path: "/people",
  component: lazyRouteComponent(() => import("@/features/people/people_page"), "EndUsersPage"),
});
const staff = createRoute({
  getParentRoute: () => shell,
  path: "/staff",
  component: lazyRouteComponent(() => import("@/features/people/people_page"), "StaffPage"),
});
const person = createRoute({
  getParentRoute: () => shell,
  path: "/people/$id",
  component: lazyRouteComponent(() => import("@/features/people/person_page"), "PersonPage"),
});
const securityGroups = createRoute({
  getParentRoute: () => shell,
  path: "/security-groups",
  component: lazyRouteComponent(() => import("@/features/security_groups/groups_page"), "GroupsPage"),
});
const securityGroup = createRoute({
  getParentRoute: () => shell,
  path: "/security-groups/$id",
  component: lazyRouteComponent(() => import("@/features/security_groups/group_page"), "GroupPage"),
});
const portalGroups = createRoute({
  getParentRoute: () => shell,
  path: "/portal-groups",
  component: lazyRouteComponent(() => import("@/features/portal_groups/groups_page"), "PortalGroupsPage"),
});
const portalGroup = createRoute({
  getParentRoute: () => shell,
  path: "/portal-groups/$id",
  component: lazyRouteComponent(() => import("@/features/portal_groups/group_page"), "PortalGroupPage"),
});
const profile = createRoute({
  getParentRoute: () => shell,
  path: "/profile",
  component: lazyRouteComponent(() => import("@/features/profile/profile_page"), "ProfilePage"),
});
const outbox = createRoute({
  getParentRoute: () => shell,
  path: "/outbox",
  component: lazyRouteComponent(() => import("@/features/outbox/outbox_page"), "OutboxPage"),
});
const spreadsheets = createRoute({
  getParentRoute: () => shell,
  path: "/import-export",
  component: lazyRouteComponent(() => import("@/features/spreadsheets/spreadsheets_page"), "SpreadsheetsPage"),
});
const tokens = createRoute({
  getParentRoute: () => shell,
  path: "/tokens",
  component: lazyRouteComponent(() => import("@/features/tokens/tokens_page"), "TokensPage"),
});
const webhooks = createRoute({
  getParentRoute: () => shell,
  path: "/webhooks",
  component: lazyRouteComponent(() => import("@/features/webhooks/webhooks_page"), "WebhooksPage"),
});
const settings = createRoute({
  getParentRoute: () => shell,
  path: "/settings",
  component: lazyRouteComponent(() => import("@/features/settings/settings_page"), "SettingsPage"),
});
const portal = createRoute({
  getParentRoute: () => shell,
  path: "/portal",
  component: lazyRouteComponent(() => import("@/features/portal/portal_page"), "PortalPage"),
});
const seamless = createRoute({
  getParentRoute: () => shell,
  path: "/seamless",
  component: lazyRouteComponent(() => import("@/features/seamless/seamless_page"), "SeamlessPage"),
});
const elsewhere = createRoute({ getParentRoute: () => shell, path: "$", component: NotFoundPage });
const viewer = createRoute({
  getParentRoute: () => gate,
  path: "/sessions/$id/view",
  component: lazyRouteComponent(() => import("@/features/session_view/session_view_page"), "SessionViewPage"),
});

const tree = root.addChildren([
  signIn,
  companyReturn,
  chooseByLink,
  confirmEmail,
  activateAccess,
  forgot,
  getHelpNow,
  gate.addChildren([
    viewer,
    shell.addChildren([home, requests, inventory, device, live, session, audit, help, organizations, organization, people, staff, person, securityGroups, securityGroup, portalGroups, portalGroup, profile, outbox, tokens, webhooks, spreadsheets, settings, portal, seamless, elsewhere]),
  ]),
]);

/** The prefix of an organization's console, `/o/{slug}`; the provider console has none. */
export function consolePrefix(path: string): string {
  return /^\/o\/[a-z0-9-]+(?=\/|$)/.exec(path)?.[0] ?? "/";
}

export function makeRouter(path: string) {
  return createRouter({
    routeTree: tree,
    basepath: consolePrefix(path),
    defaultPendingComponent: () => <Loading />,
    defaultPendingMs: 200,
    scrollRestoration: true,
  });
}

declare module "@tanstack/react-router" {
  interface Register {
    router: ReturnType<typeof makeRouter>;
  }
}
