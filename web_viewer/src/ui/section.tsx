/** A card with a heading: one subject of a page. */

import { Group, Title } from "@mantine/core";
import { useId, type ReactNode } from "react";

export function Section({ title, side, children }: { title: string; side?: ReactNode; children: ReactNode }) {
  const id = useId();
  return (
    <section className="hr-card" aria-labelledby={id}>
      <Group justify="space-between" mb={12} gap={8}>
        <Title order={2} id={id} size="h3">
          {title}
        </Title>
        {side}
      </Group>
      {children}
    </section>
  );
}
