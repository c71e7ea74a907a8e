/** One setting in one place: its value together with where it comes from, and what can be done about it here. */

import { Button, Checkbox, Group, Title } from "@mantine/core";
import { IconLock } from "@tabler/icons-react";
import { useId } from "react";
import type { Setting } from "@/api/settings";
import { t } from "@/ui/text";
import type { Edit } from "./draft";
import { ValueField } from "./value_field";
import { aboutOf, lockedWords, nameOf, originWords, ruleWords, valueWords, widerWords } from "./words";

interface Props {
  setting: Setting;
  edit: Edit;
  /** A device has nothing nearer that a lock could bind. */
  canLock: boolean;
  mayChange: boolean;
  error?: string | undefined;
  onEdit: (change: Partial<Edit>) => void;
}

export function SettingRow({ setting, edit, canLock, mayChange, error, onEdit }: Props) {
  const id = useId();
  const isHere = edit.value !== null;
  const isLocked = setting.locked_by !== null;
  return (
    <section className="hr-setting" aria-labelledby={id}>
      <div className="hr-setting-about">
        <Title order={2} id={id} size="h5">
          {nameOf(setting)}
        </Title>
        <div className="hr-muted">{aboutOf(setting)}</div>
        {setting.has_effect ? null : <div className="hr-setting-later">{t("settings.without_effect")}</div>}
      </div>
      <div className="hr-setting-value">
        {edit.value === null || isLocked || !mayChange ? (
          <strong>{valueWords(setting, edit.value === null ? setting.wider : setting.value)}</strong>
        ) : (
          <ValueField setting={setting} value={edit.value} error={error} onChange={(value) => onEdit({ value })} />
        )}
        {error !== undefined && edit.value === null ? <div className="hr-setting-error">{error}</div> : null}
        <div className="hr-muted">
          {isHere ? widerWords(setting) : originWords(setting.here === null ? setting.origin : setting.wider_origin)}{" "}
          {ruleWords(setting)}
        </div>
        {setting.locked_by === null ? null : (
          <Group gap={4} wrap="nowrap">
            <IconLock size={16} stroke={1.75} aria-hidden />
            {lockedWords(setting.locked_by)}
          </Group>
        )}
        {mayChange ? <Acts {...{ setting, edit, canLock, isLocked, onEdit }} /> : null}
      </div>
    </section>
  );
}

interface ActsProps extends Pick<Props, "setting" | "edit" | "canLock" | "onEdit"> {
  isLocked: boolean;
}

function Acts({ setting, edit, canLock, isLocked, onEdit }: ActsProps) {
  const name = nameOf(setting);
  return (
    <Group gap={12}>
      {edit.value !== null ? (
        <Button
          variant="subtle"
          size="compact-sm"
          aria-label={t("settings.remove_named", { name })}
          onClick={() => onEdit({ value: null })}
        >
          {t("settings.remove")}
        </Button>
      ) : isLocked ? null : (
        <Button
          variant="default"
          size="compact-sm"
          aria-label={t("settings.set_named", { name })}
          onClick={() => onEdit({ value: setting.wider })}
        >
          {t("settings.set_here")}
        </Button>
      )}
      {canLock && !isLocked ? (
        <Checkbox
          checked={edit.locked}
          label={t("settings.lock")}
          aria-label={t("settings.lock_named", { name })}
          onChange={(event) => onEdit({ locked: event.currentTarget.checked })}
        />
      ) : null}
    </Group>
  );
}
