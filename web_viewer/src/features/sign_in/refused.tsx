/** Says that it did not work, in the one sentence that gives nothing away. */

import { ErrorNote, type Failure } from "@/ui/states";

export function Refused({ error }: { error: Error | null }) {
  return error === null ? null : <ErrorNote error={error as Failure} />;
}
