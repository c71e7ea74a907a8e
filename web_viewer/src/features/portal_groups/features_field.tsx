/** What a portal can have: as boxes to tick, or as a list of what is in it. */

import { Checkbox } from "@mantine/core";
import type { PortalFeature } from "@/api/portal_groups";
import { t } from "@/ui/text";

export const FEATURES: readonly PortalFeature[] = [
  "ask_for_help",
  "own_requests",
  "own_devices",
  "own_device_access",
  "receipts",
  "scripts",
  "articles",
];

interface Props {
  value: readonly PortalFeature[];
  onChange: (value: readonly PortalFeature[]) => void;
  error: string | undefined;
}

export function FeaturesField({ value, onChange, error }: Props) {
  return (
    <Checkbox.Group
      label={t("portal_groups.features")}
      value={[...value]}
      onChange={(chosen) => onChange(FEATURES.filter((feature) => chosen.includes(feature)))}
      error={error}
    >
      {FEATURES.map((feature) => (
        <Checkbox
          key={feature}
          value={feature}
          mt={8}
          size="md"
          label={t(`portal_feature.${feature}`)}
          description={t(`portal_feature_why.${feature}`)}
        />
      ))}
    </Checkbox.Group>
  );
}

export function FeatureList({ features }: { features: readonly PortalFeature[] }) {
  return (
    <ul className="hr-list">
      {FEATURES.map((feature) => {
        const given = features.includes(feature);
        return (
          <li key={feature} className="hr-feature">
            <span>
              {t(`portal_feature.${feature}`)}
              <br />
              <span className="hr-muted">{t(`portal_feature_why.${feature}`)}</span>
            </span>
            <span className="hr-sign" data-tone={given ? "good" : "muted"}>
              <span aria-hidden="true" className="hr-sign-shape">
                {given ? "✓" : "–"}
              </span>
              {t(given ? "portal_groups.given" : "portal_groups.not_given")}
            </span>
          </li>
        );
      })}
    </ul>
  );
}
