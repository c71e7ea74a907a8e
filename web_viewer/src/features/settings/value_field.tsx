/** The control for one value: a switch, a time, a choice, or boxes to tick. */

import { Checkbox, Group, NativeSelect, NumberInput, Stack, Switch } from "@mantine/core";
import { useState } from "react";
import type { Setting, Value } from "@/api/settings";
import { t } from "@/ui/text";
import { UNITS, unitOf, type Unit } from "./draft";
import { nameOf, optionWords, valueWords } from "./words";

interface Props {
  setting: Setting;
  value: Value;
  error?: string | undefined;
  onChange: (value: Value) => void;
}

export function ValueField({ setting, value, error, onChange }: Props) {
  const label = nameOf(setting);
  if (typeof value === "boolean") {
    return (
      <Switch
        aria-label={label}
        label={t(value ? "settings.on" : "settings.off")}
        checked={value}
        error={error}
        onChange={(event) => onChange(event.currentTarget.checked)}
      />
    );
  }
  if (typeof value === "number") return <TimeField {...{ setting, value, error, onChange }} />;
  if (typeof value === "string") {
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
  return (
    <Checkbox.Group aria-label={label} value={[...value]} error={error} onChange={onChange}>
      <Stack gap={4}>
        {setting.form.options.map((option) => (
          <Checkbox key={option} value={option} label={optionWords(setting.key, option)} />
        ))}
      </Stack>
    </Checkbox.Group>
  );
}

function TimeField({ setting, value, error, onChange }: Props & { value: number }) {
  const [unit, setUnit] = useState<Unit>(unitOf(value));
  const { low, high } = setting.form;
  const bounds = t("settings.bounds", { low: valueWords(setting, low ?? 0), high: valueWords(setting, high ?? 0) });
  return (
    <Group gap={8} align="flex-start" wrap="nowrap">
      <NumberInput
        aria-label={nameOf(setting)}
        description={bounds}
        inputWrapperOrder={["input", "error", "description"]}
        value={value / UNITS[unit]}
        min={0}
        clampBehavior="none"
        error={error}
        onChange={(count) => onChange(Math.round(Number(count) * UNITS[unit]))}
        w={152}
      />
      <NativeSelect
        aria-label={t("settings.unit", { name: nameOf(setting) })}
        value={unit}
        onChange={(event) => {
          const next = event.currentTarget.value as Unit;
          onChange(Math.round((value / UNITS[unit]) * UNITS[next]));
          setUnit(next);
        }}
        data={(Object.keys(UNITS) as Unit[]).map((each) => ({ value: each, label: t(`settings.unit.${each}`) }))}
      />
    </Group>
  );
}
