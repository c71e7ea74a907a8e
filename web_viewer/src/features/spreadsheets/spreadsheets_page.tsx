/** Import and export: each list goes out as a file and comes in as one. */

import { Button, Stack, Tabs, Text } from "@mantine/core";
import { IconDownload } from "@tabler/icons-react";
import { useQuery } from "@tanstack/react-query";
import { meQuery } from "@/api/queries";
import { exportAddress, type ListName } from "@/api/spreadsheets";
import type { Me } from "@/api/types";
import { useListAddress } from "@/ui/address";
import { Page } from "@/ui/page";
import { Section } from "@/ui/section";
import { Empty, View } from "@/ui/states";
import { t } from "@/ui/text";
import { ImportFile } from "./import_file";
import { LISTS, mayExport, mayImport } from "./lists";

export function SpreadsheetsPage() {
  const reading = useQuery(meQuery);
  return (
    <Page title={t("files.title")} width="reading">
      <View of={reading}>{(me) => <Lists me={me} />}</View>
    </Page>
  );
}

function Lists({ me }: { me: Me }) {
  const [address, change] = useListAddress();
  const lists = LISTS.filter((list) => mayExport(me, list) || mayImport(me, list));
  const shown = lists.find((list) => list === address.tab) ?? lists[0];
  if (shown === undefined) return <Empty title={t("not_found.nothing")} />;
  return (
    <Tabs value={shown} onChange={(tab) => change({ tab: tab ?? undefined })} keepMounted={false}>
      <Tabs.List>
        {lists.map((list) => (
          <Tabs.Tab key={list} value={list}>
            {t(`files.list.${list}`)}
          </Tabs.Tab>
        ))}
      </Tabs.List>
      {lists.map((list) => (
        <Tabs.Panel key={list} value={list} pt={16}>
          <Stack gap={16}>
            {mayImport(me, list) ? <ImportFile list={list} /> : null}
            {mayExport(me, list) ? <Export list={list} /> : null}
          </Stack>
        </Tabs.Panel>
      ))}
    </Tabs>
  );
}

function Export({ list }: { list: ListName }) {
  return (
    <Section title={t("files.export")}>
      <Stack gap={12} align="flex-start">
        <Text>{t("files.export_why")}</Text>
        <Button
          variant="default"
          component="a"
          href={exportAddress(list)}
          download={`${list}.csv`}
          leftSection={<IconDownload size={16} stroke={1.75} aria-hidden />}
        >
          {t("files.download")}
        </Button>
      </Stack>
    </Section>
  );
}
