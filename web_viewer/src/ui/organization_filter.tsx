/** Narrows a list to one organization: a choice where there are several. */

import { Select } from "@mantine/core";
import { useListAddress } from "./address";
import { t } from "./text";

interface Props {
  organizations: readonly { id: string; name: string }[];
}

export function OrganizationFilter({ organizations }: Props) {
  const [address, change] = useListAddress();
  if (organizations.length < 2 && address.organization === undefined) return null;
  return (
    <Select
      aria-label={t("field.organization")}
      placeholder={t("people.any_organization")}
      searchable
      clearable
      clearButtonProps={{ "aria-label": t("picker.clear_organization") }}
      limit={50}
      value={address.organization ?? null}
      onChange={(organization) => change({ organization: organization ?? undefined })}
      data={organizations.map(({ id, name }) => ({ value: id, label: name }))}
      nothingFoundMessage={t("common.no_match")}
    />
  );
}
