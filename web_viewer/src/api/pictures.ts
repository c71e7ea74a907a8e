/** Names what is read of the picture that a person adds to their request. */

import { getImage } from "./client";
import { sessionQuery } from "./queries";

interface Context {
  signal: AbortSignal;
}

/** The picture as an address of its own: whole in memory, and gone with the page. */
function asAddress(content: Blob): Promise<string> {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => resolve(String(reader.result)));
    reader.addEventListener("error", () => reject(reader.error ?? new Error("the picture cannot be read")));
    reader.readAsDataURL(content);
  });
}

/** The picture of a request or session: whether there is one, and what it shows. */
export const pictureOf = (session: string) => ({
  about: sessionQuery(session),
  image: {
    queryKey: ["pictures", session] as const,
    queryFn: async ({ signal }: Context) => asAddress(await getImage(`/sessions/${session}/picture`, signal)),
    staleTime: Infinity,
    gcTime: 60_000,
  },
});
