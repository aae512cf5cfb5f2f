/** Print the page whole: what is folded on the screen is unfolded on paper, and folded again afterwards. */
export function printWhole(): void {
  const folded = [...document.querySelectorAll<HTMLDetailsElement>("main details:not([open])")];
  for (const details of folded) details.open = true;
  addEventListener(
    "afterprint",
    () => {
      for (const details of folded) details.open = false;
    },
    { once: true },
  );
  window.print();
}
