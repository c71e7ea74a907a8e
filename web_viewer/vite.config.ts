/// <reference types="vitest/config" />
import { fileURLToPath } from "node:url";
import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

const source = fileURLToPath(new URL("./src", import.meta.url));

export default defineConfig({
  plugins: [react()],
  resolve: { alias: { "@": source } },
  // Fonts and pictures stay files of their own: the content security policy allows no data: address for them.
  // The part that every page needs is half a megabyte, a third of that as it travels.
  build: { target: "es2023", assetsInlineLimit: 0, modulePreload: { polyfill: false }, chunkSizeWarningLimit: 700 },
  server: {
    proxy: {
      "/api": { target: "https://localhost:8443", secure: false },
      "/links": { target: "wss://localhost:8443", ws: true, secure: false },
    },
  },
  test: { include: ["tests/**/*.test.ts", "tests/**/*.test.tsx"] },
});
