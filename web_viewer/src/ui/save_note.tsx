/** Says what came of saving: what failed, or what somebody else saved meanwhile, which is then decided. */

import { Alert, Button, Group, Text } from "@mantine/core";
import { ErrorNote, type Failure } from "./states";
import { t } from "./text";

interface Props {
  error: Error | null;
  isConflict: boolean;
  onKeep: () => void;
  onTake: () => void;
}

export function SaveNote({ error, isConflict, onKeep, onTake }: Props) {
  if (error === null) return null;
  if (!isConflict) return <ErrorNote error={error as Failure} safe={t("common.nothing_changed")} />;
  return (
    <Alert color="wait" variant="light" role="alert">
      <Text fw={500}>{error.message}</Text>
      <Group mt={12}>
        <Button variant="default" onClick={onTake}>
          {t("common.take_theirs")}
        </Button>
        <Button variant="default" onClick={onKeep}>
          {t("common.keep_mine")}
        </Button>
      </Group>
    </Alert>
  );
}

interface BarProps {
  changes: number;
  isSaving: boolean;
  onUndo: () => void;
  onSave: () => void;
}

/** The bar at the bottom in which changes wait. */
export function SaveBar({ changes, isSaving, onUndo, onSave }: BarProps) {
  if (changes === 0) return null;
  return (
    <Group className="hr-save-bar" justify="flex-end">
      <Text role="status">{t("common.changes", { count: changes })}</Text>
      <Button variant="default" onClick={onUndo}>
        {t("common.undo")}
      </Button>
      <Button loading={isSaving} onClick={onSave}>
        {t("common.save")}
      </Button>
    </Group>
  );
}
