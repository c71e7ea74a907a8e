/** The browsers in which somebody is signed in, each with a way to end it at once. */

import { Badge, Button } from "@mantine/core";
import { t, textFor } from "./text";
import { Time } from "./time";

interface OpenSignIn {
  id: string;
  browser: string;
  address: string;
  by: string;
  created_at: string;
  last_seen_at: string;
  is_this: boolean;
}

interface Props {
  items: readonly OpenSignIn[];
  isBusy: boolean;
  /** What the button that ends several says. */
  endAll: string;
  onEnd: (id: string) => void;
  onEndAll: () => void;
}

export function SignInList({ items, isBusy, endAll, onEnd, onEndAll }: Props) {
  if (items.length === 0) return <p className="hr-muted">{t("sign_ins.none")}</p>;
  const others = items.filter(({ is_this }) => !is_this);
  return (
    <>
      <ul className="hr-list hr-sign-ins">
        {items.map((each) => (
          <li key={each.id}>
            <SignInLine each={each} isBusy={isBusy} onEnd={() => onEnd(each.id)} />
          </li>
        ))}
      </ul>
      {others.length === 0 ? null : (
        <Button variant="default" mt={12} disabled={isBusy} onClick={onEndAll}>
          {endAll}
        </Button>
      )}
    </>
  );
}

function SignInLine({ each, isBusy, onEnd }: { each: OpenSignIn; isBusy: boolean; onEnd: () => void }) {
  const browser = each.browser || t("sign_ins.unnamed");
  const address = each.address || t("sign_ins.no_address");
  return (
    <div className="hr-sign-in-line">
      <span className="hr-list-main">
        <span className="hr-line">
          <strong className="hr-break">{browser}</strong>
          {each.is_this ? <Badge variant="light">{t("sign_ins.this")}</Badge> : null}
        </span>
        <span className="hr-muted hr-break">
          {t("sign_ins.from", { address })} · {textFor("sign_ins.by", each.by, "sign_ins.by.other")}
        </span>
        <span className="hr-muted">
          {t("sign_ins.seen")} <Time at={each.last_seen_at} /> · {t("sign_ins.since")} <Time at={each.created_at} />
        </span>
      </span>
      {each.is_this ? null : (
        <Button
          variant="outline"
          color="stop"
          disabled={isBusy}
          aria-label={t("sign_ins.end_named", { browser, address })}
          onClick={onEnd}
        >
          {t("sign_ins.end")}
        </Button>
      )}
    </div>
  );
}
