/** The control for one value: a switch, a time, a choice, boxes to tick, a text, or lines. */

import { Checkbox, ColorInput, NativeSelect, Stack, Switch, TextInput, Textarea } from "@mantine/core";
import type { Setting, Value } from "@/api/settings";
import { t } from "@/ui/text";
import { TimeField } from "./time_field";
import { nameOf, optionWords } from "./words";

interface Props {
  setting: Setting;
  value: Value;
  error?: string | undefined;
  onChange: (value: Value) => void;
}

export function ValueField({ setting, value, error, onChange }: Props) {
  if (typeof value === "boolean") {
    return (
      <Switch
        aria-label={nameOf(setting)}
        label={t(value ? "settings.on" : "settings.off")}
        checked={value}
        error={error}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
    );
  }
  if (typeof value === "number") return <TimeField {...{ setting, value, error, onChange }} />;
  if (typeof value === "string") return <TextField {...{ setting, value, error, onChange }} />;
  if (setting.form.kind !== "subset") return <LinesField {...{ setting, value, error, onChange }} />;
  return (
    <Checkbox.Group aria-label={nameOf(setting)} value={[...value]} error={error} onChange={onChange}>
      <Stack gap={4}>
        {setting.form.options.map((option) => (
          <Checkbox key={option} value={option} label={optionWords(setting.key, option)} />
        ))}
      </Stack>
    </Checkbox.Group>
  );
}

function TextField({ setting, value, error, onChange }: Props & { value: string }) {
  const label = nameOf(setting);
  if (setting.form.kind === "colour") {
    return <ColorInput aria-label={label} value={value} placeholder={t("settings.usual")} error={error} onChange={onChange} w="100%" />;
  }
  if (setting.form.kind === "text") {
    return (
      <TextInput
        aria-label={label}
        value={value}
        placeholder={t("settings.usual")}
        error={error}
        onChange={(event) => onChange(event.currentTarget.value)}
        w="100%"
      />
    );
  }
  return (
    <NativeSelect
      aria-label={label}
      value={value}
      error={error}
      onChange={(event) => onChange(event.currentTarget.value)}
      data={setting.form.options.map((option) => ({ value: option, label: optionWords(setting.key, option) }))}
    />
  );
}

/** Several texts, one a line; lines with nothing on them count for nothing. */
function LinesField({ setting, value, error, onChange }: Props & { value: readonly string[] }) {
  return (
    <Textarea
      aria-label={nameOf(setting)}
      description={t(setting.form.kind === "hours" ? "settings.lines.hours" : "settings.lines.addresses")}
      inputWrapperOrder={["input", "error", "description"]}
      autosize
      minRows={2}
      defaultValue={value.join("\n")}
      error={error}
      onChange={(event) => onChange(event.currentTarget.value.split("\n").map((line) => line.trim()).filter(Boolean))}
      w="100%"
    />
  );
}
