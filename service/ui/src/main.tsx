import { StrictMode } from "react";
import { createRoot } from "react-dom/client";
import { App } from "./app";
import { readPrefs } from "./prefs";
import "./styles/index.css";

void readPrefs().finally(() => {
  createRoot(document.getElementById("root")!).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
});
