/** The field for a new password, with every rule ticked off while one types. */

import { PasswordInput } from "@mantine/core";
import { IconCheck, IconCircle } from "@tabler/icons-react";
import { useId, type Ref } from "react";
import { brokenRules, type Rules } from "./password_rules";
import { t } from "./text";

interface Props {
  rules: Rules;
  email: string;
  value: string;
  onChange: (value: string) => void;
  error: string | undefined;
  field: Ref<HTMLInputElement>;
}

export function NewPassword({ rules, email, value, onChange, error, field }: Props) {
  const list = useId();
  const broken = value === "" ? rules.rules.map(({ rule }) => rule) : brokenRules(value, email, rules);
  return (
    <div>
      <PasswordInput
        ref={field}
        label={t("password.new")}
        name="new-password"
        autoComplete="new-password"
        value={value}
        onChange={(event) => onChange(event.currentTarget.value)}
        error={error}
        maxLength={1000}
        size="md"
        aria-describedby={list}
        visibilityToggleButtonProps={{ "aria-label": t("sign_in.show_password"), tabIndex: 0 }}
      />
      <ul className="hr-ticks" id={list} aria-label={t("password.rules")}>
        {rules.rules.map(({ rule, sentence }) => (
          <li key={rule} data-kept={!broken.includes(rule) || undefined}>
            {broken.includes(rule) ? (
              <IconCircle size={16} stroke={1.75} role="img" aria-label={t("password.missing")} />
            ) : (
              <IconCheck size={16} stroke={2.25} role="img" aria-label={t("password.kept")} />
            )}
            <span>{sentence}</span>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** What to say under the field when it is sent and a rule is broken. */
export function passwordTrouble(value: string, email: string, rules: Rules): string | undefined {
  const broken = brokenRules(value, email, rules);
  return broken.length > 0 ? t("password.broken", { count: broken.length }) : undefined;
}
