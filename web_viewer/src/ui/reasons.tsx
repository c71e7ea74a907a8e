/** Shows an action that is out of reach now with its reason beside it, and keeps it focusable. */

import { Button, Text, type ButtonProps } from "@mantine/core";
import { useId, type MouseEvent, type ReactNode, type Ref } from "react";

interface Props extends ButtonProps {
  children: ReactNode;
  /** Why it cannot be done now; null when it can. */
  why: string | null;
  onClick?: (event: MouseEvent<HTMLButtonElement>) => void;
  ref?: Ref<HTMLButtonElement>;
  "aria-label"?: string;
}

export function ReasonedButton({ why, onClick, children, ...rest }: Props) {
  const id = useId();
  if (why === null) {
    return (
      <Button {...rest} {...(onClick === undefined ? {} : { onClick })}>
        {children}
      </Button>
    );
  }
  return (
    <span className="hr-reasoned">
      <Button {...rest} variant="default" aria-disabled="true" data-disabled aria-describedby={id}>
        {children}
      </Button>
      <Text component="span" id={id} className="hr-muted" size="sm">
        {why}
      </Text>
    </span>
  );
}
