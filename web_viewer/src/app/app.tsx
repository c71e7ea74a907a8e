/** Wires theme, query store, messages and router together. */

import { DirectionProvider, MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { RouterProvider } from "@tanstack/react-router";
import { ApiError } from "@/api/client";
import { cssVariablesResolver, theme } from "@/ui/theme";
import { makeRouter } from "./router";

const MAY_PASS = new Set([0, 502, 503, 504]);

const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      refetchInterval: 60_000,
      // Only what may be gone in a second is tried again; a refusal stays one.
      retry: (count, error) => count < 2 && error instanceof ApiError && MAY_PASS.has(error.status),
      retryDelay: (count) => 500 * 2 ** count,
      networkMode: "always",
    },
    mutations: { networkMode: "always" },
  },
});

const router = makeRouter(window.location.pathname);

export function App({ styleNonce }: { styleNonce: () => string }) {
  return (
    <DirectionProvider>
      <MantineProvider
        theme={theme}
        cssVariablesResolver={cssVariablesResolver}
        defaultColorScheme="auto"
        getStyleNonce={styleNonce}
      >
        <QueryClientProvider client={queryClient}>
          <Notifications position="bottom-right" autoClose={10_000} limit={3} />
          <RouterProvider router={router} />
        </QueryClientProvider>
      </MantineProvider>
    </DirectionProvider>
  );
}
