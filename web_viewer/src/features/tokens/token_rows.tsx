/** A list of API tokens: what each may do and where, when it was used, and its end. */

import { Button } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import type { Token } from "@/api/tokens";
import { tell, tellFailure } from "@/ui/messages";
import { permissionWords } from "@/ui/permission_words";
import type { Failure } from "@/ui/states";
import { t } from "@/ui/text";
import { Time } from "@/ui/time";

const SIGNS = {
  works: { shape: "●", tone: "good" },
  expired: { shape: "○", tone: "muted" },
  revoked: { shape: "✗", tone: "muted" },
} as const;
const NAMED = 3;

interface Props {
  tokens: readonly Token[];
  label: string;
  revoke: (id: string) => Promise<Token>;
  mayRevoke: (token: Token) => boolean;
}

export function TokenRows({ tokens, label, revoke, mayRevoke }: Props) {
  const client = useQueryClient();
  const revoking = useMutation({
    mutationFn: revoke,
    onSuccess: ({ name }) => tell(t("tokens.revoked", { name })),
    onError: (error) => tellFailure(error as Failure),
    onSettled: () => void client.invalidateQueries({ queryKey: ["tokens"] }),
  });
  return (
    <ul className="hr-list hr-card hr-flush" aria-label={label}>
      {tokens.map((token) => (
        <li key={token.id} className="hr-live-row">
          <TokenLines token={token} />
          <span className="hr-list-side">
            <StateSign state={token.state} />
            {token.state === "works" && mayRevoke(token) ? (
              <Button
                variant="default"
                color="stop"
                mt={4}
                loading={revoking.isPending && revoking.variables === token.id}
                onClick={() => revoking.mutate(token.id)}
                aria-label={t("tokens.revoke_named", { name: token.name })}
              >
                {t("tokens.revoke")}
              </Button>
            ) : null}
          </span>
        </li>
      ))}
    </ul>
  );
}

function TokenLines({ token }: { token: Token }) {
  const places = token.organizations?.map(({ name }) => name) ?? [t("tokens.owner_reach")];
  return (
    <span className="hr-list-main">
      <strong className="hr-break">{token.name}</strong>
      <span className="hr-break">{shortened(token.permissions.map(permissionWords))}</span>
      <span className="hr-line hr-muted">
        <span className="hr-break">{shortened(places)}</span>
        <span>
          {t("tokens.of_owner")}: {token.owner.name}
        </span>
        <span>
          {t("field.expires")}: <Time at={token.expires_at} />
        </span>
        <span>
          {token.last_used_at === null ? (
            t("tokens.never_used")
          ) : (
            <>
              {t("tokens.last_used")}: <Time at={token.last_used_at} /> · {token.last_used_from}
            </>
          )}
        </span>
      </span>
    </span>
  );
}

/** The first few, and how many more there are. */
function shortened(names: readonly string[]): string {
  const named = names.slice(0, NAMED).join(" · ");
  return names.length > NAMED ? `${named} · ${t("tokens.more", { count: names.length - NAMED })}` : named;
}

function StateSign({ state }: { state: Token["state"] }) {
  const sign = SIGNS[state];
  return (
    <span className="hr-sign" data-tone={sign.tone}>
      <span aria-hidden="true" className="hr-sign-shape">
        {sign.shape}
      </span>
      {t(`tokens.state.${state}`)}
    </span>
  );
}
