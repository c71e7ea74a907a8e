/** The places where something can be set: the instance, and each organization in reach. */

import { Select } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { SearchField } from "@/ui/search_field";
import { t } from "@/ui/text";

const MOST_SHOWN = 100;
const INSTANCE = "";

interface Props {
  hasInstance: boolean;
  organizations: readonly { id: string; name: string }[];
  /** The organization that is open; none is the instance. */
  organization: string | undefined;
  /** The device of it that is open. */
  device: { id: string; name: string } | null;
  /** The tab that stays open from place to place. */
  tab: string | undefined;
  onChoose: (organization: string | undefined) => void;
}

// The list marks what is open by itself: a device, for one, belongs to an organization that is not.
const EXACT = { exact: true, includeSearch: true } as const;

export function ScopeList({ hasInstance, organizations, organization, device, tab, onChoose }: Props) {
  const [words, search] = useState("");
  const found = organizations.filter(({ name }) => name.toLocaleLowerCase().includes(words.trim().toLocaleLowerCase()));
  const stay = tab === undefined ? {} : { tab };
  const isCurrent = (id: string | undefined) => (device === null && organization === id ? "true" : undefined);
  return (
    <nav className="hr-scopes" aria-label={t("settings.places")}>
      <Select
        className="hr-scopes-narrow"
        label={t("settings.place")}
        searchable
        allowDeselect={false}
        limit={MOST_SHOWN}
        value={organization ?? INSTANCE}
        onChange={(id) => onChoose(id || undefined)}
        data={[
          ...(hasInstance ? [{ value: INSTANCE, label: t("settings.instance") }] : []),
          ...organizations.map(({ id, name }) => ({ value: id, label: name })),
        ]}
        nothingFoundMessage={t("common.no_match")}
      />
      <div className="hr-card hr-flush hr-scopes-wide">
        {organizations.length > 10 ? (
          <div className="hr-scopes-search">
            <SearchField label={t("settings.find")} value={words} onChange={search} />
          </div>
        ) : null}
        <ul className="hr-list">
          {hasInstance ? (
            <li>
              <Link to="/settings" search={stay} activeOptions={EXACT} className="hr-list-row" aria-current={isCurrent(undefined)}>
                {t("settings.instance")}
              </Link>
            </li>
          ) : null}
          {found.slice(0, MOST_SHOWN).map(({ id, name }) => (
            <li key={id}>
              <Link
                to="/settings"
                search={{ ...stay, organization: id }}
                activeOptions={EXACT}
                className="hr-list-row"
                aria-current={isCurrent(id)}
              >
                <span className="hr-break">{name}</span>
              </Link>
              {device !== null && id === organization ? (
                <Link
                  to="/settings"
                  search={{ ...stay, device: device.id }}
                  activeOptions={EXACT}
                  className="hr-list-row hr-scope-device"
                  aria-current="true"
                >
                  {device.name}
                </Link>
              ) : null}
            </li>
          ))}
        </ul>
        {found.length === 0 ? <p className="hr-scopes-note">{t("common.no_match")}</p> : null}
        {found.length > MOST_SHOWN ? (
          <p className="hr-scopes-note hr-muted">{t("settings.more", { count: found.length - MOST_SHOWN })}</p>
        ) : null}
      </div>
    </nav>
  );
}
