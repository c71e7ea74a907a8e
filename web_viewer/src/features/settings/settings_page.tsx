/** Settings: the places on one side, and what counts in one of them on the other. */

import { useQuery } from "@tanstack/react-query";
import { Stack } from "@mantine/core";
import { may } from "@/api/access";
import { ApiError } from "@/api/client";
import { meQuery } from "@/api/queries";
import { settingsQuery, type Place, type SettingsAnswer } from "@/api/settings";
import type { Me } from "@/api/types";
import { Missing } from "@/ui/missing";
import { useListAddress, type ListAddress } from "@/ui/address";
import { Page } from "@/ui/page";
import { View } from "@/ui/states";
import { t } from "@/ui/text";
import { AsIfOf } from "./as_if_of";
import { RulesList } from "./rules_list";
import { ScopeList } from "./scope_list";
import { SettingsPanel } from "./settings_panel";
import "./settings.css";

export function SettingsPage() {
  const me = useQuery(meQuery);
  return (
    <View of={me}>{(found) => <Settings me={found} />}</View>
  );
}

function Settings({ me }: { me: Me }) {
  const [address, change] = useListAddress();
  const hasInstance = me.permissions["settings:read"] === "all";
  const organizations = me.organizations.filter(({ id }) => may(me, "settings:read", id));
  // Whoever reaches no instance begins with the first organization they reach.
  const organization = address.organization ?? (hasInstance ? undefined : organizations[0]?.id);
  const place = placeOf(address, organization);
  const reading = useQuery(settingsQuery(place));
  const isMissing = reading.error instanceof ApiError && reading.error.status === 404;
  return (
    <Page title={reading.data === undefined ? t("settings.title") : titleOf(reading.data)}>
      <div className="hr-settings">
        <ScopeList
          hasInstance={hasInstance}
          organizations={organizations}
          organization={reading.data?.organization?.id ?? organization}
          device={address.device === undefined ? null : (reading.data?.device ?? null)}
          tab={address.tab}
          onChoose={(id) => change({ organization: id, device: undefined, rule: undefined, person: undefined })}
        />
        {isMissing ? (
          <Missing to="/settings" label={t("settings.title")} />
        ) : (
          <Stack gap={16}>
            {reading.data?.scope === "device" ? (
              <AsIfOf answer={reading.data} onChoose={(person) => change({ person })} />
            ) : null}
            <SettingsPanel key={JSON.stringify(place)} place={place} />
            {reading.data?.scope === "organization" && reading.data.organization !== null ? (
              <RulesList organization={reading.data.organization.id} />
            ) : null}
          </Stack>
        )}
      </div>
    </Page>
  );
}

function placeOf({ rule, device, person }: ListAddress, organization: string | undefined): Place {
  if (rule !== undefined) return { rule };
  return device === undefined ? { organization } : { device, person };
}

function titleOf({ organization, device, rule }: SettingsAnswer): string {
  if (rule !== null) return t("settings.of_rule", { name: rule.name });
  const name = device?.name ?? organization?.name;
  return name === undefined ? t("settings.of_instance") : t("settings.of", { name });
}
