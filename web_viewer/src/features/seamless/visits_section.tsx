/** The visits of the provider to the organization, newest first, with what was changed. */

import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { visitsQuery, type VisitAnswer } from "@/api/consoles";
import { MoreRows } from "@/ui/more_rows";
import { Section } from "@/ui/section";
import { Empty, View } from "@/ui/states";
import { t } from "@/ui/text";
import { Time } from "@/ui/time";

export function VisitsSection({ organization }: { organization: string }) {
  const list = useInfiniteQuery(visitsQuery(organization));
  return (
    <Section title={t("seamless.visits")}>
      <View
        of={list}
        rows={3}
        empty={({ pages }) =>
          pages[0]?.total === 0 ? <Empty title={t("seamless.no_visits")}>{t("seamless.no_visits_why")}</Empty> : null
        }
      >
        {({ pages }) => (
          <ul className="hr-list" aria-label={t("seamless.visits")}>
            {pages.flatMap((page) => page.items).map((visit) => (
              <Visit key={visit.id} visit={visit} />
            ))}
          </ul>
        )}
      </View>
      <MoreRows of={list} />
    </Section>
  );
}

function Visit({ visit }: { visit: VisitAnswer }) {
  return (
    <li className="hr-grant">
      <span className="hr-list-main">
        <strong>{visit.visitor}</strong>
        <span className="hr-muted">
          <Time at={visit.begun_at} form="exact" />{" "}
          {visit.ended_at === null ? (
            <strong>{t("seamless.is_on")}</strong>
          ) : (
            <>
              {t("seamless.until")} <Time at={visit.ended_at} form="exact" />
              {visit.end_reason === null ? null : `, ${t(`seamless.ended.${visit.end_reason}`)}`}
            </>
          )}
        </span>
        <span className="hr-muted">{t("seamless.changes", { count: visit.changes })}</span>
      </span>
      <Link to="/audit" search={{ q: visit.query }} className="hr-link">
        {t("seamless.see_entries")}
      </Link>
    </li>
  );
}
