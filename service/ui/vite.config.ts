import react from "@vitejs/plugin-react";
import { defineConfig } from "vite";

// The floor browser is Chromium 109 (old office PCs). The CSP knows only 'self': nothing may be inlined.
export default defineConfig({
  base: "/",
  plugins: [react()],
  build: {
    target: "chrome109",
    outDir: "../web/static",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    cssTarget: "chrome109",
    manifest: "manifest.json",
    modulePreload: { polyfill: false },
  },
  server: {
    proxy: { "/api": { target: process.env.YANGGUANG_API ?? "http://127.0.0.1:8080", changeOrigin: false } },
  },
});
