/** One person: who they are, whether they can sign in, and what can be done about it. */

import { Alert, Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useParams } from "@tanstack/react-router";
import { may } from "@/api/access";
import { ApiError } from "@/api/client";
import { disablePerson, enablePerson, keepPerson, personQuery } from "@/api/people";
import { meQuery } from "@/api/queries";
import type { Me, Person } from "@/api/types";
import { MissingPage } from "@/ui/missing";
import { Fact, Facts } from "@/ui/facts";
import { OrganizationLink } from "@/ui/links";
import { tell, tellFailure } from "@/ui/messages";
import { Page } from "@/ui/page";
import { Section } from "@/ui/section";
import { View, type Failure } from "@/ui/states";
import { t } from "@/ui/text";
import { Time } from "@/ui/time";
import { BlockedPerson } from "./blocked_person";
import { DeletePerson } from "./delete_person";
import { InviteButton } from "./invite_button";
import { PersonFactors } from "./person_factors";
import { PersonForm } from "./person_form";
import { PortalSection } from "./portal_section";
import { PortalSign } from "./portal_sign";
import { PersonSignIns } from "./person_sign_ins";
import { RemoteAccessSection } from "./remote_access_section";
import { SeeAsButton } from "./see_as_button";
import { StatusSign } from "./status_sign";

export function PersonPage() {
  const { id = "" } = useParams({ strict: false });
  const reading = useQuery(personQuery(id));
  const me = useQuery(meQuery).data;
  if (reading.error instanceof ApiError && reading.error.status === 404) {
    return <MissingPage title={t("field.person")} to="/people" label={t("person.to_list")} />;
  }
  const found = reading.data;
  return (
    <Page
      title={found?.name ?? t("field.person")}
      state={found === undefined ? null : <State person={found} />}
      actions={found === undefined ? undefined : <Actions person={found} me={me} />}
    >
      <View of={reading}>{(person) => <Overview person={person} me={me} />}</View>
    </Page>
  );
}

/** Whether they can sign in: of an end user whose account is enabled, the portal says it. */
function State({ person: { portal, status } }: { person: Person }) {
  return portal === null || status !== "active" ? <StatusSign status={status} /> : <PortalSign portal={portal} />;
}

function mayChange(me: Me | undefined, person: Person): boolean {
  const right = person.kind === "staff" ? "staff:change" : "end_user:change";
  // The provider's own staff belong to the instance, which only "everywhere" takes in.
  return person.organization === null ? me?.permissions[right] === "all" : may(me, right, person.organization.id);
}

function Overview({ person, me }: { person: Person; me: Me | undefined }) {
  return (
    <>
      {person.delete_at === null ? null : <Leaving person={person} until={person.delete_at} me={me} />}
      <Section title={t("person.what")}>
        <Facts>
          <Fact label={t("field.email")}>{person.email}</Fact>
          <Fact label={t("field.phone")}>{person.phone || t("common.none")}</Fact>
          <Fact label={t("field.kind")}>{t(person.kind === "staff" ? "person.staff" : "person.end_user")}</Fact>
          <Fact label={t("field.organization")}>
            {person.organization === null ? (
              t("people.provider")
            ) : (
              <OrganizationLink id={person.organization.id}>{person.organization.name}</OrganizationLink>
            )}
          </Fact>
          <Fact label={t("field.created")}>
            <Time at={person.created_at} />
          </Fact>
        </Facts>
      </Section>
      {person.portal === null ? null : (
        <PortalSection
          person={person}
          portal={person.portal}
          mayChange={mayChange(me, person)}
          mayChoose={may(me, "portal:read")}
        />
      )}
      {person.portal === null ? null : (
        <RemoteAccessSection person={person} mayChange={may(me, "remote_access:change", person.organization?.id)} />
      )}
      {person.kind === "staff" ? <BlockedPerson account={person.id} /> : null}
      <PersonFactors person={person} mayChange={mayChange(me, person)} isMe={person.id === me?.account.id} />
      {mayChange(me, person) ? <PersonSignIns person={person} /> : null}
    </>
  );
}

function usePersonAct(act: () => Promise<Person>, said: (person: Person) => string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: act,
    onSuccess: (person) => tell(said(person)),
    onError: (error) => tellFailure(error as Failure),
    onSettled: () => void client.invalidateQueries({ queryKey: ["accounts"] }),
  });
}

function Leaving({ person, until, me }: { person: Person; until: string; me: Me | undefined }) {
  const keeping = usePersonAct(
    () => keepPerson(person.id),
    ({ name }) => t("person.kept", { name }),
  );
  return (
    <Alert color="wait" variant="light" title={t("person.leaving")}>
      {t("person.leaving_until")} <Time at={until} />{" "}
      {mayChange(me, person) ? (
        <Button variant="default" loading={keeping.isPending} onClick={() => keeping.mutate()}>
          {t("person.keep")}
        </Button>
      ) : null}
    </Alert>
  );
}

function Actions({ person, me }: { person: Person; me: Me | undefined }) {
  const [editing, edit] = useDisclosure();
  const [deleting, remove] = useDisclosure();
  const isActive = person.status === "active";
  const turning = usePersonAct(
    () => (isActive ? disablePerson(person.id) : enablePerson(person.id)),
    ({ name }) => t(isActive ? "person.was_disabled" : "person.was_enabled", { name }),
  );
  const isMe = person.id === me?.account.id;
  const seeing = isActive && !isMe && may(me, "account:read") ? <SeeAsButton account={person.id} /> : null;
  if (!mayChange(me, person)) return seeing;
  return (
    <>
      {seeing}
      {isMe || person.delete_at !== null ? null : (
        <>
          <Button variant="outline" color="stop" onClick={remove.open}>
            {t("person.delete")}
          </Button>
          <Button variant="default" loading={turning.isPending} onClick={() => turning.mutate()}>
            {t(isActive ? "person.disable" : "person.enable")}
          </Button>
        </>
      )}
      {isActive && !isMe && !person.has_password && person.portal?.is_on !== false ? <InviteButton account={person.id} email={person.email} /> : null}
      <Button onClick={edit.open}>{t("common.edit")}</Button>
      {editing ? <PersonForm kind={person.kind} person={person} onClose={edit.close} /> : null}
      {deleting ? <DeletePerson person={person} onClose={remove.close} /> : null}
    </>
  );
}
