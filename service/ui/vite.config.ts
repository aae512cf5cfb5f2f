import react from "@vitejs/plugin-react";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";
import { defineConfig } from "vite";
import type { Plugin } from "vite";

// What the first page needs in one chunk: thirty small ones would cost thirty requests and 6 KB gzip more.
const FIRST_PAGE = new RegExp(
  [
    "node_modules/(react|react-dom|scheduler)/",
    "node_modules/@tanstack/(?!.*(utation|useQueries|queriesObserver))",
    "src/(app|api|client|router|routes|i18n|session|prefs|dates|keyboard)\\.tsx?",
    "src/components/(Button|Head|Icon|marks|Menu|states|Toast)\\.tsx?",
    "src/(components|shell|inbox)/zh\\.json",
    "src/shell/Shell\\.tsx",
    "src/inbox/(InboxPage|Row|query)\\.tsx?",
  ].join("|"),
);

// What almost every other page wants: in one chunk, because nine small ones would be eight requests too many.
const PARTS = /src\/(components\/(?!Picture|Toasts|.*json)|parts\/(texts|zh)|calls\.ts)|node_modules\/@tanstack\/.*utation/;

/** The first paint of the inbox: at most 100 KB of script, gzip. The build fails rather than creep over it. */
function budget(limit = 100_000): Plugin {
  return {
    name: "budget",
    // after everybody else has had the bundle: Vite still writes its list of chunks into the first one
    generateBundle: {
      order: "post",
      handler(_, bundle) {
        const wanted = new Set<string>();
        const add = (file: string) => {
          const chunk = bundle[file];
          if (!chunk || chunk.type !== "chunk" || wanted.has(file)) return;
          wanted.add(file);
          chunk.imports.forEach(add);
        };
        for (const chunk of Object.values(bundle)) if (chunk.type === "chunk" && (chunk.isEntry || chunk.facadeModuleId?.endsWith("/InboxPage.tsx"))) add(chunk.fileName);
        const bytes = [...wanted].reduce((sum, file) => sum + gzipSync((bundle[file] as { code: string }).code, { level: 9 }).length, 0);
        this.info(`first paint: ${(bytes / 1000).toFixed(1)} KB of script, gzip`);
        if (bytes > limit) this.error(`the first paint takes ${bytes} bytes of script, gzip; ${limit} are allowed`);
      },
    },
  };
}

/** Pack once at build time; web/spa.py sends the packed twin to a browser that can unpack it. */
function pack(): Plugin {
  return {
    name: "pack",
    writeBundle({ dir }, bundle) {
      for (const file of Object.keys(bundle).filter((name) => /\.(js|css)$/.test(name))) {
        const path = join(dir!, file);
        const bytes = readFileSync(path);
        if (bytes.length < 1000) continue;
        writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }));
        writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }));
      }
    },
  };
}

// The floor browser is Chromium 109 (old office PCs). The CSP knows only 'self': nothing may be inlined.
export default defineConfig({
  base: "/",
  plugins: [react(), budget(), pack()],
  build: {
    target: "chrome109",
    outDir: "../web/static",
    emptyOutDir: true,
    assetsInlineLimit: 0,
    cssTarget: "chrome109",
    manifest: "manifest.json",
    modulePreload: { polyfill: false },
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: "shell", test: FIRST_PAGE }, { name: "parts", test: PARTS }] } } },
  },
  server: {
    proxy: Object.fromEntries(["/api", "/oidc/"].map((path) => [path, { target: process.env.YANGGUANG_API ?? "http://127.0.0.1:8080", changeOrigin: false }])),
  },
});
