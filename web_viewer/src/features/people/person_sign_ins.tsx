/** Where somebody is signed in whom one looks after. */

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { ApiError } from "@/api/client";
import { endSignIn, endSignIns, signInsQuery } from "@/api/sign_ins";
import type { Person } from "@/api/types";
import { tell, tellFailure } from "@/ui/messages";
import { Section } from "@/ui/section";
import { SignInList } from "@/ui/sign_in_list";
import { View, type Failure } from "@/ui/states";
import { t } from "@/ui/text";

export function PersonSignIns({ person }: { person: Person }) {
  const { queryKey, queryFn } = signInsQuery(person.id);
  const reading = useQuery({ queryKey, queryFn, retry: false });
  const client = useQueryClient();
  const ending = useMutation({
    mutationFn: (id: string | null) => (id === null ? endSignIns(person.id) : endSignIn(person.id, id)),
    onSuccess: (left) => {
      client.setQueryData(queryKey, left);
      tell(t("sign_ins.ended"));
    },
    onError: (error) => tellFailure(error as unknown as Failure),
  });
  // Somebody who may do more than the reader is not looked after by them.
  if (reading.error instanceof ApiError && reading.error.status === 403) return null;
  return (
    <Section title={t("sign_ins.title")}>
      <View of={reading} rows={2}>
        {({ items }) => (
          <SignInList
            items={items}
            isBusy={ending.isPending}
            endAll={t("sign_ins.end_all")}
            onEnd={(id) => ending.mutate(id)}
            onEndAll={() => ending.mutate(null)}
          />
        )}
      </View>
    </Section>
  );
}
