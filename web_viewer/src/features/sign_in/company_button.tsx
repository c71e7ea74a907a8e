/** Leads to the company's own sign-in, where there is one. */

import { Button, Divider } from "@mantine/core";
import { useMutation, useQuery } from "@tanstack/react-query";
import { departToCompany, waysInQuery } from "@/api/company";
import { t } from "@/ui/text";
import { keep } from "./company_way";
import { Refused } from "./refused";

export function CompanyButton({ then }: { then: string | undefined }) {
  const ways = useQuery(waysInQuery);
  const leaving = useMutation({
    mutationFn: () => departToCompany(),
    onSuccess: ({ address, binding }) => {
      keep(then === undefined ? { binding } : { binding, then });
      location.assign(address);
    },
  });
  const name = ways.data?.company ?? null;
  if (name === null) return null;
  return (
    <div className="hr-form">
      <Divider label={t("sign_in.or")} />
      <Refused error={leaving.error} />
      <Button
        variant="default"
        size="md"
        fullWidth
        loading={leaving.isPending || leaving.isSuccess}
        onClick={() => leaving.mutate()}
      >
        {name}
      </Button>
    </div>
  );
}
