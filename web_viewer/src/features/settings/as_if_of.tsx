/** What would apply to a device if it belonged to another person: chosen here, shown by the panel. */

import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { endUsersQuery } from "@/api/people";
import type { SettingsAnswer } from "@/api/settings";
import { PersonPicker } from "@/ui/person_picker";
import { t } from "@/ui/text";

interface Props {
  answer: SettingsAnswer;
  onChoose: (person: string | undefined) => void;
}

export function AsIfOf({ answer, onChoose }: Props) {
  const [asked, setAsked] = useState("");
  const organization = answer.organization?.id ?? "";
  const found = useQuery({ ...endUsersQuery(organization, asked), enabled: organization !== "" });
  const rules = answer.applying.join(", ");
  return (
    <div className="hr-card">
      <PersonPicker
        label={t("settings.as_if_of", { device: answer.device?.name ?? "" })}
        placeholder={t("settings.as_if_now")}
        found={found.data?.items ?? []}
        onSearch={setAsked}
        person={answer.person}
        onChange={(person) => onChoose(person?.id)}
      />
      <p className="hr-muted">{rules === "" ? t("settings.no_rule_applies") : t("settings.rules_apply", { rules })}</p>
    </div>
  );
}
