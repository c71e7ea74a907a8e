/** What one is told, and in which ways: a table that keeps each tick at once. */

import { Button, Checkbox, Group, Stack, Table, Text } from "@mantine/core";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { chooseNotices, noticeChoicesQuery, type Choice, type NoticeWay } from "@/api/notices";
import { askBrowser, browserAllows, playSound } from "@/ui/alerts";
import { tell, tellFailure } from "@/ui/messages";
import { View, type Failure } from "@/ui/states";
import { t } from "@/ui/text";
import { toggled, WAYS } from "./notice_ways";

export function NoticeChoices() {
  const reading = useQuery(noticeChoicesQuery);
  return (
    <View of={reading} rows={4}>
      {({ choices }) => <Choosing choices={choices} />}
    </View>
  );
}

function Choosing({ choices }: { choices: readonly Choice[] }) {
  const client = useQueryClient();
  const keeping = useMutation({
    mutationFn: (choice: Choice) => chooseNotices([choice]),
    // The tick is there at once; what the broker did not keep goes back.
    onMutate: async (choice) => {
      // An answer that is under way knows nothing of this choice yet.
      await client.cancelQueries({ queryKey: noticeChoicesQuery.queryKey });
      const after = choices.map((each) => (each.happening === choice.happening ? choice : each));
      client.setQueryData(noticeChoicesQuery.queryKey, { choices: after });
    },
    onSuccess: () => tell(t("notices.saved")),
    onError: (error) => tellFailure(error as unknown as Failure),
    onSettled: () => client.invalidateQueries({ queryKey: noticeChoicesQuery.queryKey }),
  });
  const uses = (way: NoticeWay) => choices.some(({ ways }) => ways.includes(way));
  return (
    <Stack gap={12}>
      <Text c="dimmed">{t("notices.why")}</Text>
      <Table.ScrollContainer minWidth={400}>
        <Table className="hr-notice-table" verticalSpacing={8} horizontalSpacing={8}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th scope="col">{t("notices.what")}</Table.Th>
              {WAYS.map((way) => (
                <Table.Th key={way} scope="col" ta="center">
                  {t(`notices.way.${way}`)}
                </Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {choices.map((choice) => (
              <Table.Tr key={choice.happening}>
                <Table.Th scope="row" fw={400}>
                  {t(`notices.happening.${choice.happening}`)}
                </Table.Th>
                {WAYS.map((way) => (
                  <Table.Td key={way} ta="center">
                    <Checkbox
                      className="hr-notice-tick"
                      checked={choice.ways.includes(way)}
                      onChange={() => keeping.mutate({ ...choice, ways: toggled(choice.ways, way) })}
                      aria-label={t("notices.how", { happening: t(`notices.happening.${choice.happening}`), way: t(`notices.way.${way}`) })}
                    />
                  </Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {uses("browser") ? <ThisBrowser /> : null}
      {uses("sound") ? (
        <Group gap={12}>
          <Button variant="default" onClick={playSound}>
            {t("notices.sound.try")}
          </Button>
          <Text c="dimmed" flex={1} miw={200}>
            {t("notices.sound_why")}
          </Text>
        </Group>
      ) : null}
    </Stack>
  );
}

/** Whether this very browser may show notifications; it is asked on a click, and never otherwise. */
function ThisBrowser() {
  const [allowed, setAllowed] = useState(browserAllows);
  return (
    <Group gap={12}>
      {allowed === "default" ? (
        <Button variant="default" onClick={() => void askBrowser().then(setAllowed)}>
          {t("notices.browser.allow")}
        </Button>
      ) : null}
      <Text c="dimmed" flex={1} miw={200} role="status">
        {allowed === "default" ? t("notices.browser_why") : t(`notices.browser.${allowed}`)}
      </Text>
    </Group>
  );
}
