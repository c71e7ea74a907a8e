/** The field for the password one has now, without which nothing of the sign-in changes. */

import { PasswordInput } from "@mantine/core";
import { t } from "@/ui/text";

interface Props {
  value: string;
  onChange: (value: string) => void;
  error: string | undefined;
}

export function PresentPassword({ value, onChange, error }: Props) {
  return (
    <PasswordInput
      label={t("profile.present_password")}
      autoComplete="current-password"
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      error={error}
      maxLength={1000}
      visibilityToggleButtonProps={{ "aria-label": t("sign_in.show_password"), tabIndex: 0 }}
    />
  );
}
