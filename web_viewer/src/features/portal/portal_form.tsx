/** The form about one portal: whether it is there, how it looks, what it offers, who may come in. */

import { Button, Checkbox, Group, Radio, Stack, Switch, Text, TextInput } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useRef, useState, type FormEvent } from "react";
import { ApiError } from "@/api/client";
import { changeInstancePortal, changePortal, portalQuery, type Portal, type PortalFeature } from "@/api/portal";
import { tell } from "@/ui/messages";
import { SaveNote } from "@/ui/save_note";
import { Section } from "@/ui/section";
import { t } from "@/ui/text";
import { draftOf, looksToSend, missingIn, portalToSend, type Draft } from "./draft";
import { LooksFields, Preview } from "./looks_fields";

const FEATURES: readonly PortalFeature[] = [
  "ask_for_help",
  "own_requests",
  "own_devices",
  "own_device_access",
  "receipts",
  "scripts",
  "articles",
];

interface Props {
  /** The organization, or null for the instance. */
  home: { id: string; name: string; slug: string } | null;
  portal: Portal;
  mayChange: boolean;
  onSaved: () => void;
}

export function PortalForm({ home, portal, mayChange, onSaved }: Props) {
  const [draft, setDraft] = useState(() => draftOf(portal));
  // The version that was looked at when the form was opened: what somebody else saves meanwhile is never overwritten unseen.
  const [version, setVersion] = useState(portal.version);
  const [missing, setMissing] = useState(false);
  const redirectField = useRef<HTMLInputElement>(null);
  const client = useQueryClient();
  const change = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }));
  const saving = useMutation({
    mutationFn: (at: number) =>
      home === null ? changeInstancePortal(looksToSend(draft, at)) : changePortal(home.id, portalToSend(draft, at)),
    onSuccess: (saved) => {
      client.setQueryData(portalQuery(home?.id ?? null).queryKey, saved);
      void client.invalidateQueries({ queryKey: ["looks"] });
      tell(t("common.saved", { name: t("nav.portal") }));
      onSaved();
    },
  });
  const failure = saving.error instanceof ApiError ? saving.error : null;
  const isConflict = failure?.code === "save.conflict";
  const errors = isConflict ? {} : (failure?.fields ?? {});
  const readAgain = () => client.fetchQuery({ ...portalQuery(home?.id ?? null), staleTime: 0 });
  const keepMine = async () => {
    const now = await readAgain();
    setVersion(now.version);
    saving.mutate(now.version);
  };
  const send = (event: FormEvent) => {
    event.preventDefault();
    const wrong = missingIn(draft) !== null;
    setMissing(wrong);
    if (wrong) redirectField.current?.focus();
    else if (!saving.isPending) saving.mutate(version);
  };
  const own = home === null || draft.ownLooks;
  return (
    <form onSubmit={send} noValidate>
      <Stack gap={16}>
        {mayChange ? null : <Text size="sm" className="hr-muted">{t("portals.may_not_change")}</Text>}
        <SaveNote
          error={saving.error}
          isConflict={isConflict}
          onKeep={() => void keepMine()}
          onTake={() => void readAgain().then(onSaved)}
        />
        {home === null ? null : (
          <Section title={t("portals.there")}>
            <Radio.Group
              aria-label={t("portals.there")}
              value={draft.isOn ? "on" : "off"}
              onChange={(value) => change({ isOn: value === "on" })}
            >
              <Stack gap={12}>
                <Radio value="on" label={t("portals.on")} disabled={!mayChange} />
                <Radio value="off" label={t("portals.off")} description={t("portals.off_why")} disabled={!mayChange} />
              </Stack>
            </Radio.Group>
            {draft.isOn ? null : (
              <TextInput
                ref={redirectField}
                mt={12}
                label={t("portals.redirect")}
                placeholder="https://help.example.com"
                type="url"
                inputMode="url"
                value={draft.redirectUrl}
                onChange={(event) => change({ redirectUrl: event.currentTarget.value })}
                error={missing ? t("portals.redirect_missing") : errors.redirect_url}
                maxLength={2_000}
                disabled={!mayChange}
              />
            )}
          </Section>
        )}
        <Section title={t("portals.looks")}>
          <div className="hr-columns">
            <Stack gap={16}>
              {home === null ? (
                <Text size="sm" className="hr-muted">{t("portals.instance_why")}</Text>
              ) : (
                <Radio.Group
                  aria-label={t("portals.looks")}
                  value={draft.ownLooks ? "own" : "instance"}
                  onChange={(value) => change({ ownLooks: value === "own" })}
                >
                  <Stack gap={12}>
                    <Radio
                      value="instance"
                      label={t("portals.looks_instance", { name: portal.inherited.name })}
                      disabled={!mayChange}
                    />
                    <Radio value="own" label={t("portals.looks_own")} disabled={!mayChange} />
                  </Stack>
                </Radio.Group>
              )}
              {own ? <LooksFields draft={draft} onChange={change} errors={errors} disabled={!mayChange} /> : null}
            </Stack>
            <Stack gap={8}>
              <Text fw={500} size="sm">
                {t("portals.preview")}
              </Text>
              <Preview draft={draft} inherited={home === null ? null : portal.inherited} />
              <Text size="sm" className="hr-muted">
                {t("portals.preview_why")}
              </Text>
            </Stack>
          </div>
        </Section>
        {home === null ? null : <Features draft={draft} onChange={change} disabled={!mayChange} />}
        {home === null ? null : (
          <Opening home={home} portal={portal} draft={draft} onChange={change} mayChange={mayChange} />
        )}
        {mayChange ? (
          <Group justify="flex-end">
            <Button variant="default" onClick={onSaved} disabled={saving.isPending}>
              {t("portals.discard")}
            </Button>
            <Button type="submit" loading={saving.isPending}>
              {t("common.save")}
            </Button>
          </Group>
        ) : null}
      </Stack>
    </form>
  );
}

interface PartProps {
  draft: Draft;
  onChange: (change: Partial<Draft>) => void;
}

function Features({ draft, onChange, disabled }: PartProps & { disabled: boolean }) {
  const switchOne = (feature: PortalFeature, isOn: boolean) => {
    const features = new Set(draft.features);
    if (isOn) features.add(feature);
    else features.delete(feature);
    onChange({ features });
  };
  return (
    <Section title={t("portals.features")}>
      <Stack gap={12}>
        <Text size="sm" className="hr-muted">{t("portals.features_why")}</Text>
        {FEATURES.map((feature) => (
          <Checkbox
            key={feature}
            label={t(`portal_feature.${feature}`)}
            checked={draft.features.has(feature)}
            onChange={(event) => switchOne(feature, event.currentTarget.checked)}
            disabled={disabled}
          />
        ))}
      </Stack>
    </Section>
  );
}

interface OpeningProps {
  home: { slug: string };
  portal: Portal;
  mayChange: boolean;
}

function Opening({ home, portal, draft, onChange, mayChange }: PartProps & OpeningProps) {
  const link = `${window.location.origin}/o/${home.slug}/help`;
  const isHeld = portal.people > 0;
  return (
    <Section title={t("portals.open_title")}>
      <Stack gap={12}>
        <Switch
          label={t("portals.is_open")}
          description={isHeld ? t("portals.open_held", { count: portal.people }) : t("portals.open_why")}
          checked={draft.isOpen}
          onChange={(event) => onChange({ isOpen: event.currentTarget.checked })}
          disabled={!mayChange || (isHeld && !draft.isOpen)}
        />
        {draft.isOpen ? (
          <Text>
            {t("portals.open_link")} <span className="hr-secret">{link}</span>
          </Text>
        ) : null}
      </Stack>
    </Section>
  );
}
