/** Says who may take which list out, and bring which in. */

import { may } from "@/api/access";
import type { ListName } from "@/api/spreadsheets";
import type { Me } from "@/api/types";

export const LISTS: readonly ListName[] = ["end-users", "organizations", "owners"];

const RIGHTS: Record<ListName, { reads: string; changes: readonly string[] }> = {
  "end-users": { reads: "account:read", changes: ["end_user:create", "end_user:change"] },
  organizations: { reads: "organization:read", changes: ["organization:create", "organization:change"] },
  owners: { reads: "device:read", changes: ["device:assign"] },
};

export const mayExport = (me: Me | undefined, list: ListName): boolean => may(me, RIGHTS[list].reads);
export const mayImport = (me: Me | undefined, list: ListName): boolean =>
  RIGHTS[list].changes.some((permission) => may(me, permission));
