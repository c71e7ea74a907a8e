/** Approve, take or deny; the note field is the pause before a deny. */

import { Button, Group, Text, Textarea } from "@mantine/core";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { useRef, useState } from "react";
import { answerWithNote, approve, deny, take } from "@/api/actions";
import { isVisit } from "@/api/session_facts";
import type { Session } from "@/api/types";
import { useKeys } from "@/ui/keys";
import { tell } from "@/ui/messages";
import { ErrorNote, type Failure } from "@/ui/states";
import { t } from "@/ui/text";

interface Props {
  session: Session;
  /** Who may offer help takes what nobody has to approve. */
  takes: boolean;
  /** Who may approve says no too. */
  approves: boolean;
}

export function Answer({ session, takes, approves }: Props) {
  const visits = isVisit(session);
  const name = session.person?.name ?? session.technician?.name ?? t("session.somebody");
  const [note, setNote] = useState("");
  const [denying, setDenying] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const navigate = useNavigate();
  const client = useQueryClient();
  const refresh = () => client.invalidateQueries({ queryKey: ["sessions"] });
  const saysYes = useMutation({
    mutationFn: () => (takes ? take : approve)(session.id, note.trim()),
    // A visit stays that of who asked for it.
    onSuccess: ({ id }) => {
      if (visits) tell(t("requests.visit_approved", { name }));
      else void navigate({ to: "/sessions/$id/view", params: { id } });
    },
    onSettled: refresh,
  });
  const saysNo = useMutation({
    mutationFn: () => deny(session.id, note.trim()),
    onSuccess: () => tell(t("requests.denied", { name })),
    onSettled: refresh,
  });
  // Without a device, a yes gives the person a code by which one joins; a note leaves the request waiting.
  const isWithoutDevice = session.device === null;
  const writes = useMutation({
    mutationFn: () => answerWithNote(session.id, note.trim()),
    onSuccess: () => {
      setNote("");
      tell(t("requests.note_sent", { name }));
    },
    onSettled: refresh,
  });
  const busy = saysYes.isPending || saysNo.isPending || writes.isPending;
  const answerYes = () => {
    if (!busy) saysYes.mutate();
  };
  const answerNo = () => {
    if (!busy) saysNo.mutate();
  };
  // A letter alone never denies: the note field is the pause, and Enter there says no.
  const pauseBeforeNo = () => {
    if (!approves) return;
    setDenying(true);
    field.current?.focus();
  };
  useKeys({ a: answerYes, d: pauseBeforeNo });
  const error = saysYes.error ?? saysNo.error ?? writes.error;
  return (
    <div className="hr-answer">
      {error === null ? null : <ErrorNote error={error as Failure} safe={t("common.nothing_changed")} />}
      <Textarea
        ref={field}
        label={t("requests.note")}
        description={denying ? t("requests.note_before_deny") : t("requests.note_hint")}
        autosize
        minRows={2}
        maxRows={6}
        maxLength={500}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
        onBlur={() => setDenying(false)}
        onKeyDown={(event) => {
          if (!denying || event.shiftKey) return;
          if (event.key === "Escape") event.currentTarget.blur();
          if (event.key !== "Enter") return;
          event.preventDefault();
          answerNo();
        }}
      />
      {takes && <Text size="sm" mt={8}>{t("requests.takes_why")}</Text>}
      <Text size="sm" c="dimmed" mt={8}>
        {t(isWithoutDevice ? "requests.no_device_why" : visits ? "requests.visit_what_follows" : "requests.what_follows")}
      </Text>
      <Group justify="flex-end" mt={12}>
        {approves && (
          <Button variant="default" onClick={answerNo} loading={saysNo.isPending} aria-keyshortcuts="D">
            {t("requests.deny")}
          </Button>
        )}
        {approves && isWithoutDevice && (
          <Button variant="default" onClick={() => !busy && writes.mutate()} loading={writes.isPending}>
            {t("requests.send_note")}
          </Button>
        )}
        <Button onClick={answerYes} loading={saysYes.isPending} aria-keyshortcuts="A">
          {t(takes ? "requests.take" : "requests.approve")}
        </Button>
      </Group>
    </div>
  );
}
