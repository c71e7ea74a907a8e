/** Says who may not offer help on this device any more. */

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { may } from "@/api/access";
import { liftOfferBlock } from "@/api/actions";
import { meQuery, offerBlocksQuery } from "@/api/queries";
import { BlockedOffers } from "@/ui/blocked_offers";

export function BlockedHere({ device }: { device: string }) {
  const client = useQueryClient();
  const me = useQuery(meQuery).data;
  const reading = useQuery({ ...offerBlocksQuery({ device }), enabled: may(me, "session:read") });
  return (
    <BlockedOffers
      items={reading.data?.items ?? []}
      me={me?.account.id}
      mayLift={(organization) => may(me, "session:unblock", organization)}
      lift={liftOfferBlock}
      onLifted={() => client.invalidateQueries({ queryKey: ["devices"] })}
    />
  );
}
