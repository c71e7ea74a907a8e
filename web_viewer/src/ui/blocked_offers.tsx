/** Lists whose offers do not reach a person any more, because they did not ask for them, with the button that lifts it. */

import { Button, Group, Stack, Text } from "@mantine/core";
import { useMutation } from "@tanstack/react-query";
import { DeviceLink, SessionLink } from "./links";
import { tell, tellFailure } from "./messages";
import { Section } from "./section";
import type { Failure } from "./states";
import { t } from "./text";
import { Time } from "./time";

interface Thing {
  readonly id: string;
  readonly name: string;
}

export interface BlockedOffer {
  readonly id: string;
  readonly account: Thing;
  readonly device: Thing;
  readonly organization: Thing;
  readonly session_id: string;
  readonly created_at: string;
}

interface Props {
  items: readonly BlockedOffer[];
  /** Who is signed in. */
  me: string | undefined;
  mayLift: (organization: string) => boolean;
  lift: (block: string) => Promise<unknown>;
  onLifted: () => unknown;
}

/** Nothing at all where nothing stands. */
export function BlockedOffers({ items, ...more }: Props) {
  if (items.length === 0) return null;
  return (
    <Section title={t("blocks.title")}>
      <Stack gap={12}>
        {items.map((block) => (
          <Line key={block.id} block={block} {...more} />
        ))}
      </Stack>
    </Section>
  );
}

function Line({ block, ...more }: { block: BlockedOffer } & Omit<Props, "items">) {
  return (
    <Group justify="space-between" gap={8}>
      <div>
        <Text>
          <span className="hr-sign" data-tone="stop">
            <span aria-hidden="true" className="hr-sign-shape">
              ⚑
            </span>
            {t("blocks.line", { account: block.account.name })}
          </span>{" "}
          <DeviceLink id={block.device.id}>{block.device.name}</DeviceLink>
        </Text>
        <Text c="dimmed" size="sm">
          <Time at={block.created_at} /> · {block.organization.name} ·{" "}
          <SessionLink id={block.session_id}>{t("session.details")}</SessionLink>
        </Text>
      </div>
      <Lifting block={block} {...more} />
    </Group>
  );
}

function Lifting({ block, me, mayLift, lift, onLifted }: { block: BlockedOffer } & Omit<Props, "items">) {
  const lifting = useMutation({
    mutationFn: () => lift(block.id),
    onSuccess: () => tell(t("blocks.lifted", { account: block.account.name, device: block.device.name })),
    onError: (error) => tellFailure(error as Failure),
    onSettled: onLifted,
  });
  if (!mayLift(block.organization.id)) return <Text c="dimmed">{t("blocks.who_lifts")}</Text>;
  if (block.account.id === me) return <Text c="dimmed">{t("blocks.own")}</Text>;
  return (
    <Button variant="default" loading={lifting.isPending} onClick={() => lifting.mutate()}>
      {t("blocks.lift")}
    </Button>
  );
}
