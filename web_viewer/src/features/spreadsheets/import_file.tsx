/** Brings a list in: the file is looked at first, then imported part by part while one can watch. */

import { Button, FileInput, Group, Loader, Progress, Stack, Text } from "@mantine/core";
import { IconFileSpreadsheet } from "@tabler/icons-react";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { checkFile, importFile, type ImportAnswer, type ListName } from "@/api/spreadsheets";
import { Section } from "@/ui/section";
import { ErrorNote, type Failure } from "@/ui/states";
import { t } from "@/ui/text";
import { Problems } from "./problems";

export function ImportFile({ list }: { list: ListName }) {
  const [file, setFile] = useState<File | null>(null);
  const [soFar, tellSoFar] = useState<ImportAnswer | null>(null);
  const client = useQueryClient();
  const checking = useMutation({ mutationFn: (chosen: File) => checkFile(list, chosen) });
  const importing = useMutation({
    mutationFn: (chosen: File) => importFile(list, chosen, tellSoFar),
    onSettled: () => void client.invalidateQueries(),
  });
  const choose = (chosen: File | null) => {
    setFile(chosen);
    tellSoFar(null);
    importing.reset();
    if (chosen === null) checking.reset();
    else checking.mutate(chosen);
  };
  const error = checking.error ?? importing.error;
  const isBusy = checking.isPending || importing.isPending;
  return (
    <Section title={t("files.import")}>
      <Stack gap={12}>
        <Text>{t(`files.columns.${list}`)}</Text>
        <FileInput
          label={t("files.choose")}
          description={t("files.limits")}
          placeholder={t("files.placeholder")}
          accept=".csv,text/csv"
          leftSection={<IconFileSpreadsheet size={16} stroke={1.75} aria-hidden />}
          value={file}
          onChange={choose}
          clearable={!isBusy}
          clearButtonProps={{ "aria-label": t("files.clear") }}
          disabled={isBusy}
        />
        {error === null ? null : (
          <ErrorNote error={error as Failure} {...(checking.error === null ? {} : { safe: t("common.nothing_changed") })} />
        )}
        {checking.isPending ? (
          <Group gap={8} role="status">
            <Loader size="xs" aria-hidden /> {t("files.checking")}
          </Group>
        ) : null}
        {checking.data === undefined || !importing.isIdle ? null : (
          <Looked report={checking.data} onImport={() => (file === null ? undefined : importing.mutate(file))} />
        )}
        {importing.isIdle ? null : <Going sum={soFar} isOver={importing.isSuccess} />}
      </Stack>
    </Section>
  );
}

function Looked({ report, onImport }: { report: ImportAnswer; onImport: () => void }) {
  const count = report.created + report.changed;
  if (report.problem_count > 0) {
    return <Problems report={report} title={t("files.problems", { count: report.problem_count })} />;
  }
  return (
    <>
      <Text role="status">{t("files.report", { ...counts(report), rows: report.rows })}</Text>
      {count === 0 ? (
        <Text>{t("files.nothing")}</Text>
      ) : (
        <Group justify="flex-end">
          <Button onClick={onImport}>{t("files.do", { count })}</Button>
        </Group>
      )}
    </>
  );
}

function Going({ sum, isOver }: { sum: ImportAnswer | null; isOver: boolean }) {
  // The first row below the header is 2.
  const done = sum === null ? 0 : isOver ? 1 : ((sum.next_row ?? sum.rows + 2) - 2) / Math.max(sum.rows, 1);
  const said = sum === null ? { created: 0, changed: 0 } : counts(sum);
  if (isOver && sum !== null && sum.problem_count > 0) return <Problems report={sum} title={t("files.stopped", said)} />;
  return (
    <>
      <Progress value={100 * done} aria-label={t("files.progress")} />
      <Text role="status">{t(isOver ? "files.done" : "files.so_far", said)}</Text>
    </>
  );
}

const counts = ({ created, changed, unchanged }: ImportAnswer) => ({ created, changed, unchanged });
