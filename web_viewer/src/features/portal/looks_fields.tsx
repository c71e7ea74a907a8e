/** The fields about looks: name, logo, colour, whether they are used, and how that looks. */

import { Button, FileButton, Group, Stack, Switch, Text, TextInput } from "@mantine/core";
import { useId, useState } from "react";
import type { Looks } from "@/api/portal";
import { BrandMark, brandStyle } from "@/ui/brand";
import { contrast, isColour, textOn, told } from "@/ui/colour";
import { PresenceSign } from "@/ui/signs";
import { t } from "@/ui/text";
import { MAX_LOGO_BYTES, type Draft } from "./draft";

interface Props {
  draft: Draft;
  onChange: (change: Partial<Draft>) => void;
  errors: Record<string, string>;
  disabled: boolean;
}

export function LooksFields({ draft, onChange, errors, disabled }: Props) {
  return (
    <Stack gap={16}>
      <TextInput
        label={t("portals.name")}
        description={t("portals.name_why")}
        value={draft.name}
        onChange={(event) => onChange({ name: event.currentTarget.value })}
        error={errors.name}
        maxLength={80}
        disabled={disabled}
      />
      <LogoField draft={draft} onChange={onChange} errors={errors} disabled={disabled} />
      <ColourField draft={draft} onChange={onChange} errors={errors} disabled={disabled} />
      <Switch
        label={t("portals.shows_logo")}
        checked={draft.showsLogo}
        onChange={(event) => onChange({ showsLogo: event.currentTarget.checked })}
        disabled={disabled}
      />
      <Switch
        label={t("portals.uses_colours")}
        checked={draft.usesColours}
        onChange={(event) => onChange({ usesColours: event.currentTarget.checked })}
        disabled={disabled}
      />
    </Stack>
  );
}

function LogoField({ draft, onChange, errors, disabled }: Props) {
  const [tooLarge, setTooLarge] = useState(false);
  const id = useId();
  const choose = (file: File | null) => {
    if (file === null) return;
    setTooLarge(file.size > MAX_LOGO_BYTES);
    if (file.size > MAX_LOGO_BYTES) return;
    const reader = new FileReader();
    reader.addEventListener("load", () => {
      const url = String(reader.result);
      onChange({ logo: { hash: "", url, base64: url.slice(url.indexOf(",") + 1) } });
    });
    reader.readAsDataURL(file);
  };
  const wrong = tooLarge ? t("portals.logo_too_large") : errors.logo;
  return (
    <Stack gap={4} role="group" aria-labelledby={id}>
      <Text id={id} fw={500} size="sm">
        {t("portals.logo")}
      </Text>
      <Text size="xs" className="hr-muted">
        {t("portals.logo_why")}
      </Text>
      <Group gap={12}>
        {draft.logo === null ? null : <img className="hr-logo" src={draft.logo.url} alt={t("portals.logo_now")} height={36} />}
        <FileButton accept="image/png,image/jpeg,image/webp" onChange={choose} disabled={disabled}>
          {(props) => (
            <Button variant="default" disabled={disabled} {...props}>
              {t("portals.choose_logo")}
            </Button>
          )}
        </FileButton>
        {draft.logo === null ? null : (
          <Button variant="subtle" disabled={disabled} onClick={() => onChange({ logo: null })}>
            {t("portals.remove_logo")}
          </Button>
        )}
      </Group>
      {wrong === undefined ? null : (
        <Text size="sm" c="var(--mantine-color-error)" role="alert">
          {wrong}
        </Text>
      )}
    </Stack>
  );
}

function ColourField({ draft, onChange, errors, disabled }: Props) {
  const colour = draft.colour.trim().toLowerCase();
  return (
    <Stack gap={4}>
      <div className="hr-colour">
        <TextInput
          label={t("portals.colour")}
          placeholder="#7a9e2f"
          value={draft.colour}
          onChange={(event) => onChange({ colour: event.currentTarget.value })}
          error={errors.colour}
          maxLength={9}
          spellCheck={false}
          disabled={disabled}
        />
        <input
          type="color"
          aria-label={t("portals.pick_colour")}
          value={isColour(colour) ? colour : "#187a92"}
          onChange={(event) => onChange({ colour: event.currentTarget.value })}
          disabled={disabled}
        />
      </div>
      {isColour(colour) ? <Contrast colour={colour} /> : null}
    </Stack>
  );
}

/** What is written on the colour, and how well it can be read. */
function Contrast({ colour }: { colour: string }) {
  const text = textOn(colour);
  const reached = told(text.contrast);
  const white = told(contrast(colour, "#ffffff"));
  return (
    <Text size="sm" className="hr-muted" role="status">
      {text.kind === "white"
        ? t("portals.contrast_white", { reached })
        : t(text.kind === "dark" ? "portals.contrast_dark" : "portals.contrast_black", { white, reached })}
    </Text>
  );
}

/** How it will look, before anything is saved. */
export function Preview({ draft, inherited }: { draft: Draft; inherited: Looks | null }) {
  const own = inherited === null || draft.ownLooks;
  const colour = draft.colour.trim().toLowerCase();
  const shown = own
    ? {
        name: draft.name.trim() || (inherited?.name ?? t("app.name")),
        colour: draft.usesColours && isColour(colour) ? colour : null,
        logo: draft.showsLogo ? (draft.logo?.url ?? null) : null,
      }
    : inherited;
  return (
    <figure className="hr-preview" style={{ ...brandStyle(shown.colour), margin: 0 }} aria-label={t("portals.preview")}>
      <div className="hr-preview-head">
        <BrandMark name={shown.name} logo={shown.logo} colour={shown.colour} size={24} />
        <span className="hr-break">{shown.name}</span>
      </div>
      <div className="hr-preview-body">
        <Button component="span" tabIndex={-1}>
          {t("help.title")}
        </Button>
        <PresenceSign presence="online" />
      </div>
    </figure>
  );
}
