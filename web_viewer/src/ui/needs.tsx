/** Says why somebody must have a second step. */

import { List } from "@mantine/core";
import { textFor, type TextKey } from "./text";

interface Props {
  /** Codes of the broker: power, group, organization, account. */
  needs: readonly string[];
  /** Whether the sentences speak to the person themselves. */
  mine: boolean;
}

export function Needs({ needs, mine }: Props) {
  const prefix = mine ? "factor.need" : "factor.their_need";
  const otherwise: TextKey = mine ? "factor.need.other" : "factor.their_need.other";
  return (
    <List size="sm">
      {needs.map((need) => (
        <List.Item key={need}>{textFor(prefix, need, otherwise)}</List.Item>
      ))}
    </List>
  );
}
