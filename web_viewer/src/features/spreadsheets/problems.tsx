/** Lists what is wrong with a file, row by row. */

import { Alert, Table, Text } from "@mantine/core";
import { IconAlertTriangle } from "@tabler/icons-react";
import type { ImportAnswer } from "@/api/spreadsheets";
import { t } from "@/ui/text";

export function Problems({ report, title }: { report: ImportAnswer; title: string }) {
  const { problems, problem_count } = report;
  return (
    <>
      <Alert color="stop" variant="light" icon={<IconAlertTriangle aria-hidden size={20} stroke={1.75} />} role="alert">
        <Text fw={500}>{title}</Text>
        {problem_count > problems.length ? <Text>{t("files.first_problems", { count: problems.length })}</Text> : null}
      </Alert>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard must reach it */}
      <div className="hr-results" tabIndex={0} role="region" aria-label={t("files.problem_table")}>
        <Table aria-label={t("files.problem_table")}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th className="hr-whole">{t("files.row")}</Table.Th>
              <Table.Th className="hr-whole">{t("files.column")}</Table.Th>
              <Table.Th>{t("files.problem")}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {problems.map(({ row, column, sentence }) => (
              <Table.Tr key={`${row} ${column}`}>
                <Table.Td className="hr-figures hr-whole">{row}</Table.Td>
                <Table.Td className="hr-whole">{column || t("common.none")}</Table.Td>
                <Table.Td className="hr-break">{sentence}</Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </div>
    </>
  );
}
