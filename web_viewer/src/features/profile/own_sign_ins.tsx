/** Where one is signed in oneself. */

import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { endSignIn, endSignIns, signInsQuery } from "@/api/sign_ins";
import { tell, tellFailure } from "@/ui/messages";
import { SignInList } from "@/ui/sign_in_list";
import { View, type Failure } from "@/ui/states";
import { t } from "@/ui/text";

export function OwnSignIns() {
  const reading = useQuery(signInsQuery(null));
  const client = useQueryClient();
  const ending = useMutation({
    mutationFn: (id: string | null) => (id === null ? endSignIns(null) : endSignIn(null, id)),
    onSuccess: (left) => {
      client.setQueryData(signInsQuery(null).queryKey, left);
      tell(t("sign_ins.ended"));
    },
    onError: (error) => tellFailure(error as unknown as Failure),
  });
  return (
    <View of={reading} rows={2}>
      {({ items }) => (
        <SignInList
          items={items}
          isBusy={ending.isPending}
          endAll={t("sign_ins.end_others")}
          onEnd={(id) => ending.mutate(id)}
          onEndAll={() => ending.mutate(null)}
        />
      )}
    </View>
  );
}
