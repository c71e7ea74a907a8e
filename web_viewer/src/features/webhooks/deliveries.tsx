/** What a webhook sent, how that went, and sending it again. */

import { Button, Modal } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { deliveriesQuery, sendAgain, type Delivery, type Webhook } from "@/api/webhooks";
import { tell, tellFailure } from "@/ui/messages";
import { Empty, View, type Failure } from "@/ui/states";
import { t } from "@/ui/text";
import { Time } from "@/ui/time";

const SIGNS = {
  waiting: { shape: "○", tone: "wait" },
  sent: { shape: "●", tone: "good" },
  failed: { shape: "✗", tone: "stop" },
} as const;
/** While the page is open, what waits is looked at again now and then. */
const LOOK_MS = 5_000;

export function Deliveries({ webhook, changes, onClose }: { webhook: Webhook; changes: boolean; onClose: () => void }) {
  const asked = deliveriesQuery(webhook.id);
  const reading = useQuery({ ...asked, refetchInterval: LOOK_MS });
  const client = useQueryClient();
  const sending = useMutation({
    mutationFn: (delivery: string) => sendAgain(webhook.id, delivery),
    onSuccess: () => tell(t("webhooks.again_done")),
    onError: (error) => tellFailure(error as unknown as Failure),
    onSettled: () => void client.invalidateQueries({ queryKey: asked.queryKey }),
  });
  return (
    <Modal opened onClose={onClose} title={t("webhooks.log_of", { name: webhook.name })} size="lg">
      <View
        of={reading}
        empty={(sent) => (sent.length > 0 ? null : <Empty title={t("webhooks.log_empty")}>{t("webhooks.log_empty_why")}</Empty>)}
      >
        {(sent) => (
          <ul className="hr-list" aria-label={t("webhooks.log")}>
            {sent.map((delivery) => (
              <li key={delivery.id} className="hr-live-row">
                <Lines delivery={delivery} />
                {changes ? (
                  <Button
                    variant="default"
                    loading={sending.isPending && sending.variables === delivery.id}
                    onClick={() => sending.mutate(delivery.id)}
                  >
                    {t("webhooks.again")}
                  </Button>
                ) : null}
              </li>
            ))}
          </ul>
        )}
      </View>
    </Modal>
  );
}

function Lines({ delivery }: { delivery: Delivery }) {
  const sign = SIGNS[delivery.state];
  return (
    <span>
      <span className="hr-sign" data-tone={sign.tone}>
        {sign.shape} {t(`webhooks.state.${delivery.state}`)}
      </span>{" "}
      · {t(`notices.happening.${delivery.happening}`)}
      <br />
      <span className="hr-muted">
        <Time at={delivery.created_at} /> · {t("webhooks.tries", { tries: delivery.tries })}
        {delivery.state === "waiting" && delivery.tries > 0 ? (
          <>
            {" "}
            · {t("webhooks.next")} <Time at={delivery.next_try_at} />
          </>
        ) : null}
      </span>
      {delivery.problem === "" ? null : <p>{delivery.problem}</p>}
    </span>
  );
}
