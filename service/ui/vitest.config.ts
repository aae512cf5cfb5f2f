import react from "@vitejs/plugin-react";
import { defineConfig } from "vitest/config";

export default defineConfig({
  plugins: [react()],
  test: { environment: "jsdom", include: ["tests/**/*.test.{ts,tsx}", "src/**/*.test.{ts,tsx}"], css: false, isolate: false, setupFiles: ["tests/setup.ts"] },
});
