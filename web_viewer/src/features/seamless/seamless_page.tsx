/** Seamless access: who of the provider may enter the organization, and each visit. */

import { useQuery } from "@tanstack/react-query";
import { placeOf, seamlessQuery, type SeamlessAnswer } from "@/api/consoles";
import { meQuery } from "@/api/queries";
import { Page } from "@/ui/page";
import { Empty, View } from "@/ui/states";
import { t } from "@/ui/text";
import { LetInSection } from "./let_in_section";
import { ManagementSection } from "./management_section";
import { VisitsSection } from "./visits_section";

export function SeamlessPage() {
  const place = placeOf(useQuery(meQuery).data);
  const reading = useQuery({ ...seamlessQuery(place?.id ?? ""), enabled: place !== null });
  return (
    <Page
      title={t("seamless.title")}
      state={place === null ? null : t("seamless.for", { name: place.name })}
    >
      {place === null ? (
        <Empty title={t("not_found.nothing")} />
      ) : (
        <View of={reading}>{(access) => <Sections organization={place.id} access={access} />}</View>
      )}
    </Page>
  );
}

function Sections({ organization, access }: { organization: string; access: SeamlessAnswer }) {
  return (
    <>
      <div className="hr-columns">
        <LetInSection organization={organization} access={access} />
        <ManagementSection organization={organization} access={access} />
      </div>
      <VisitsSection organization={organization} />
    </>
  );
}
