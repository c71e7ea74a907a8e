/** Starts the front end: style sheets, theme, query store and router, in that order. */

import "@fontsource-variable/inter/index.css";
import "@mantine/core/styles.css";
import "@mantine/notifications/styles.css";
import "@mantine/spotlight/styles.css";
import "@/ui/tokens_gen.css";
import "@/ui/styles.css";
import { setNonce } from "get-nonce";
import { createRoot } from "react-dom/client";
import { watchAttendance } from "@/api/attendance";
import { App } from "./app";

/** The one-time value that the content security policy of this page allows style elements by. */
export function styleNonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? "";
}

setNonce(styleNonce());
watchAttendance(window);
const root = document.getElementById("root");
if (root !== null) createRoot(root).render(<App styleNonce={styleNonce} />);
