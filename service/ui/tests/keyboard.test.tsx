import { act } from "react";
import { createRoot } from "react-dom/client";
import { expect, test, vi } from "vitest";
import { isTyping, useKeys } from "../src/keyboard";

function Page({ onJ }: { onJ: () => void }) {
  useKeys({ j: onJ });
  return (
    <>
      <input id="q" />
      <button type="button" id="b">
        x
      </button>
    </>
  );
}

test("single keys sleep while one types, with modifiers, and under a dialog", async () => {
  (globalThis as { IS_REACT_ACT_ENVIRONMENT?: boolean }).IS_REACT_ACT_ENVIRONMENT = true;
  const onJ = vi.fn();
  const host = document.body.appendChild(document.createElement("div"));
  const root = createRoot(host);
  await act(async () => root.render(<Page onJ={onJ} />));
  const press = (target: Element, init: KeyboardEventInit = {}) => target.dispatchEvent(new KeyboardEvent("keydown", { key: "j", bubbles: true, cancelable: true, ...init }));
  press(document.body);
  press(host.querySelector("#b")!);
  expect(onJ).toHaveBeenCalledTimes(2);
  press(host.querySelector("#q")!);
  press(document.body, { ctrlKey: true });
  const dialog = document.body.appendChild(document.createElement("dialog"));
  dialog.open = true;
  press(document.body);
  expect(onJ).toHaveBeenCalledTimes(2);
  dialog.remove();
  expect(isTyping(host.querySelector("#q"))).toBe(true);
  await act(async () => root.unmount());
});
