/** The control for a time: a count and its unit, or none of its own where that is allowed. */

import { Group, NativeSelect, NumberInput } from "@mantine/core";
import { useState } from "react";
import type { Setting, Value } from "@/api/settings";
import { t } from "@/ui/text";
import { UNITS, unitOf, type Unit } from "./draft";
import { nameOf, valueWords } from "./words";

interface Props {
  setting: Setting;
  value: number;
  error?: string | undefined;
  onChange: (value: Value) => void;
}

const OFF = "off";
const AFTER_OFF = 3_600;

export function TimeField({ setting, value, error, onChange }: Props) {
  const [unit, setUnit] = useState<Unit>(unitOf(value));
  const { low, high, can_be_off } = setting.form;
  const isOff = can_be_off === true && value === 0;
  const bounds = t("settings.bounds", { low: valueWords(setting, low ?? 0), high: valueWords(setting, high ?? 0) });
  const choose = (next: string) => {
    if (next === OFF) return onChange(0);
    const chosen = next as Unit;
    setUnit(chosen);
    onChange(isOff ? AFTER_OFF : Math.round((value / UNITS[unit]) * UNITS[chosen]));
    if (isOff) setUnit(unitOf(AFTER_OFF));
  };
  const units = (Object.keys(UNITS) as Unit[]).map((each) => ({ value: each as string, label: t(`settings.unit.${each}`) }));
  return (
    <Group gap={8} align="flex-start" wrap="nowrap">
      {isOff ? null : (
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
      )}
      <NativeSelect
        aria-label={t("settings.unit", { name: nameOf(setting) })}
        value={isOff ? OFF : unit}
        onChange={(event) => choose(event.currentTarget.value)}
        data={can_be_off === true ? [...units, { value: OFF, label: t("settings.off") }] : units}
      />
    </Group>
  );
}
