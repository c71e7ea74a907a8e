/** Starts the front end: style sheets and language first, then theme, query store and router. */

import "@fontsource-variable/inter/index.css";
import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "@mantine/spotlight/styles.css";
import "@/ui/tokens_gen.css";
import "@/ui/styles.css";
import { setNonce } from "get-nonce";
import { createRoot } from "react-dom/client";
import { watchAttendance } from "@/api/attendance";
import { sayErrorsBy } from "@/api/client";
import { beginLanguage, chosenLanguage } from "@/ui/language";
import { errorText } from "@/ui/text";

/** The one-time value that the content security policy of this page allows style elements by. */
export function styleNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? "";
}

setNonce(styleNonce());
watchAttendance(window);
const root = document.getElementById("root");

/** Some texts are said as soon as their module is loaded, so that the language comes before all of them. */
async function begin(place: HTMLElement): Promise<void> {
  await beginLanguage(chosenLanguage(), document.documentElement);
  sayErrorsBy(errorText);
  const { App } = await import("./app");
  createRoot(place).render(<App styleNonce={styleNonce} />);
}

if (root !== null) void begin(root);
