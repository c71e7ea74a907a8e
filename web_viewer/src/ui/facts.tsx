/** Lists facts: a word for each, and what it is. */

import { DataList } from "@mantine/core";
import type { ReactNode } from "react";

export function Facts({ children }: { children: ReactNode }) {
  return <DataList orientation="vertical" className="hr-facts">{children}</DataList>;
}

export function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <DataList.Item>
      <DataList.ItemLabel>{label}</DataList.ItemLabel>
      <DataList.ItemValue>{children}</DataList.ItemValue>
    </DataList.Item>
  );
}
