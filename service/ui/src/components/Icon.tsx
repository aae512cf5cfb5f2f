// Line icons on a 20 px grid; always beside a word or with an accessible name on the control.
const PATHS = {
  inbox: "M3 11l2.2-6.2h9.6L17 11v4.5H3zM3 11h4l1 2h4l1-2h4",
  check: "M4 10.5l4 4 8-9",
  send: "M3.5 10L16.5 4l-4 12.5-3-5.5zM9.5 11l7-7",
  board: "M3.5 4h4v12h-4zM9 4h4v8H9zM14.5 4h2v5h-2z",
  paper: "M6 3.5h8v13H6zM8.5 7h3M8.5 10h3",
  chart: "M3.5 16.5h13M6 14V9M10 14V5M14 14v-3",
  search: "M9 4a5 5 0 1 1 0 10A5 5 0 0 1 9 4M12.8 12.8l3.7 3.7",
  bell: "M5.5 13.5V9a4.5 4.5 0 0 1 9 0v4.5l1 1h-11zM8.5 16.5h3",
  filter: "M3.5 5h13M6 10h8M8.5 15h3",
  warn: "M10 3.5L17.5 16h-15zM10 8v4M10 14v.2",
  clock: "M10 3.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13M10 6.5V10l2.5 1.5",
  info: "M10 3.5a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13M10 9v4.5M10 6.5v.2",
  file: "M5 3h6.5L15 6.5V17H5zM11 3v4h4",
  lock: "M5 9h10v7.5H5zM7 9V6.5a3 3 0 0 1 6 0V9",
  more: "M4 10a.9.9 0 1 0 1.8 0a.9.9 0 1 0-1.8 0M9.1 10a.9.9 0 1 0 1.8 0a.9.9 0 1 0-1.8 0M14.2 10a.9.9 0 1 0 1.8 0a.9.9 0 1 0-1.8 0",
  left: "M12.5 4.5L7 10l5.5 5.5",
  right: "M7.5 4.5L13 10l-5.5 5.5",
  shield: "M10 3l6 2.2v4.3c0 3.5-2.4 6-6 7.5-3.6-1.5-6-4-6-7.5V5.2zM7.3 10l2 2 3.5-4",
  back: "M8 5L3.5 9.5 8 14M4 9.5h8a4.5 4.5 0 0 1 4.5 4.5v1.5",
  undo: "M7 5L3.5 8.5 7 12M4 8.5h8a4 4 0 0 1 0 8H9",
  eye: "M2.5 10c2-3.5 4.5-5 7.5-5s5.5 1.5 7.5 5c-2 3.5-4.5 5-7.5 5s-5.5-1.5-7.5-5M10 8a2 2 0 1 1 0 4 2 2 0 0 1 0-4",
  pen: "M4 16l.8-3.5L13 4.3l2.7 2.7-8.2 8.2zM11.5 5.8l2.7 2.7",
  ring: "M10 4a6 6 0 1 1 0 12 6 6 0 0 1 0-12",
  person: "M10 4a3 3 0 1 1 0 6 3 3 0 0 1 0-6M4 16.5c.5-3 2.8-4.5 6-4.5s5.5 1.5 6 4.5",
  people: "M7.5 5a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5M2.5 15.5c.4-2.5 2.3-3.7 5-3.7s4.6 1.2 5 3.7M13 5.3a2.3 2.3 0 0 1 0 4.5M14.5 12c1.7.4 2.7 1.6 3 3.5",
  say: "M3.5 4.5h13v9H9l-3.5 3v-3h-2z",
  print: "M6 7V3.5h8V7M4 7h12v6h-2.5M4 13V7M6 11h8v5.5H6z",
  save: "M10 3.5v9M6 9l4 4 4-4M4 16.5h12",
  history: "M4 10a6 6 0 1 0 2-4.5M4 3.5V7h3.5M10 7v3.5l2.5 1.5",
  book: "M4 4.5c2-.8 4-.8 6 .5v11.5c-2-1.3-4-1.3-6-.5zM16 4.5c-2-.8-4-.8-6 .5v11.5c2-1.3 4-1.3 6-.5z",
  swap: "M4 7h11l-3-3M16 13H5l3 3",
  close: "M5 5l10 10M15 5L5 15",
  plus: "M10 4.5v11M4.5 10h11",
  minus: "M4.5 10h11",
  tree: "M8 3h4v4H8zM3 13h4v4H3zM13 13h4v4h-4zM10 7v3M5 13v-3h10v3",
  play: "M6.5 4.5l9 5.5-9 5.5z",
  out: "M8 4H4v12h4M12 6.5L15.5 10 12 13.5M7.5 10h8",
} as const;

export type IconName = keyof typeof PATHS;

export function Icon({ name, small = false }: { name: IconName; small?: boolean }) {
  return (
    <svg className={small ? "icon icon-s" : "icon"} viewBox="0 0 20 20" aria-hidden="true">
      <path d={PATHS[name]} />
    </svg>
  );
}

/** The product's mark: a sun over the horizon. */
export function Mark() {
  return (
    <svg className="mark" viewBox="0 0 32 32" aria-hidden="true">
      <path className="mark-sun" d="M6 21a10 10 0 0 1 20 0z" />
      <path className="mark-line" d="M3 25.5h26" />
    </svg>
  );
}
