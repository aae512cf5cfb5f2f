// The only door to bpmn-js. It draws, marks, moves; what is drawn is decided in markers.ts.
import NavigatedViewer from "bpmn-js/lib/NavigatedViewer";
import "bpmn-js/dist/assets/diagram-js.css";
import "bpmn-js/dist/assets/bpmn-js.css";
import "./diagram.css";
import { type NodeMarker, badges, nowOf, paint, readingOrder } from "./markers";

type Shape = { id: string; type: string; x: number; y: number; width: number; height: number; waypoints?: unknown; labelTarget?: unknown; children?: unknown[]; businessObject?: { name?: string; calledElement?: string } };
type Canvas = {
  zoom: (scale: number | "fit-viewport", centre?: "auto" | { x: number; y: number }) => number;
  viewbox: (box?: { x: number; y: number; width: number; height: number }) => { x: number; y: number; width: number; height: number; scale: number; inner: { x: number; y: number; width: number; height: number } };
  addMarker: (id: string, name: string) => void;
  removeMarker: (id: string, name: string) => void;
  resized: () => void;
  getContainer: () => HTMLElement;
  scrollToElement: (id: string, padding?: number) => void;
};
type Registry = { get: (id: string) => Shape | undefined; getAll: () => Shape[]; getGraphics: (id: string) => SVGElement };
type Overlays = { add: (id: string, overlay: { position: Record<string, number>; html: HTMLElement }) => string };
type EventBus = { on: (event: string, listener: (event: { element: Shape }) => void) => void };

export interface Labels {
  canvas: string;
  /** what a screen reader says of a node, e.g. "形式审查，办理中" */
  node: (name: string, kind: string, status: string, count: number) => string;
}

export interface DrawOptions {
  container: HTMLElement;
  xml: string;
  markers: readonly NodeMarker[];
  flows: readonly string[];
  labels: Labels;
  /** the wheel zooms only where the diagram has the screen for itself */
  wheel: boolean;
  onSelect: (node: string) => void;
  onOpen: (process: string) => void;
}

export interface Drawing {
  fit: () => void;
  zoom: (factor: number) => void;
  /** mark one node as picked and bring it into view */
  pick: (node: string | null, reveal: boolean) => void;
  destroy: () => void;
}

const READABLE = 0.62;
const PAD = 20;
const FOOT = 48;
const FLOW_NODE = /(Task|CallActivity|SubProcess|Gateway|Event)$/;

/** Pools, lanes and open groups hold others: they get an edge, never a fill that lies under what they hold. */
function isFrame(shape: Shape): boolean {
  return /(Participant|Lane)$/.test(shape.type) || (/SubProcess$/.test(shape.type) && (shape.children?.length ?? 0) > 0);
}

export async function draw(options: DrawOptions): Promise<Drawing> {
  const { container, labels } = options;
  const viewer = new NavigatedViewer({
    container,
    textRenderer: { defaultStyle: { fontFamily: getComputedStyle(document.body).fontFamily, fontSize: 13 }, externalStyle: { fontSize: 12 } },
    bpmnRenderer: { defaultFillColor: "var(--sheet)", defaultStrokeColor: "var(--ink-2)", defaultLabelColor: "var(--ink)" },
    zoomScroll: { enabled: options.wheel },
  } as never);
  try {
    await viewer.importXML(options.xml);
  } catch (failed) {
    viewer.destroy();
    throw failed;
  }
  const canvas = viewer.get<Canvas>("canvas");
  const registry = viewer.get<Registry>("elementRegistry");
  const overlays = viewer.get<Overlays>("overlays");
  const bus = viewer.get<EventBus>("eventBus");

  for (const { element, className } of paint(options.markers, options.flows)) {
    const shape = registry.get(element);
    // an event at the edge that merely listens is not where the case stands
    if (shape) canvas.addMarker(element, className === "yg-now" && shape.type === "bpmn:BoundaryEvent" ? "yg-listens" : className);
  }
  for (const shape of registry.getAll()) if (!shape.waypoints && !shape.labelTarget && isFrame(shape)) canvas.addMarker(shape.id, "yg-frame");
  for (const { element, n } of badges(options.markers)) {
    const shape = registry.get(element);
    if (!shape || shape.waypoints) continue;
    const badge = document.createElement("span");
    badge.className = "yg-badge";
    badge.textContent = `×${n}`;
    badge.setAttribute("aria-hidden", "true");
    overlays.add(element, { position: { top: -11, right: 14 }, html: badge });
  }

  // ---- one stop for Tab, arrows in reading order, Enter picks or opens ----
  const status = new Map(options.markers.map((marker) => [marker.node, marker]));
  const nodes = readingOrder(registry.getAll().filter((shape) => !shape.waypoints && !shape.labelTarget && FLOW_NODE.test(shape.type)));
  const svg = container.querySelector("svg[data-element-id], .djs-container > svg") ?? container.querySelector("svg");
  svg?.setAttribute("role", "group");
  svg?.setAttribute("aria-label", labels.canvas);
  // where it stands: a group waits as long as something inside it waits, so the smallest counts
  const present = nodes.filter((shape) => nowOf(options.markers).includes(shape.id)).sort((a, b) => a.width * a.height - b.width * b.height);
  const here = present.find((shape) => !/BoundaryEvent$/.test(shape.type)) ?? present[0] ?? nodes[0];
  const home = Math.max(0, nodes.findIndex((shape) => shape === here));
  nodes.forEach((shape, index) => {
    const gfx = registry.getGraphics(shape.id);
    const mark = status.get(shape.id);
    gfx.setAttribute("tabindex", index === home ? "0" : "-1");
    gfx.setAttribute("role", "button");
    // a title is the name of a drawn element, and what the mouse shows; the drawn words, broken into lines, are the same
    const title = document.createElementNS("http://www.w3.org/2000/svg", "title");
    title.textContent = labels.node(shape.businessObject?.name ?? "", shape.type, mark?.status ?? "next", mark?.n ?? 0);
    gfx.prepend(title);
    gfx.querySelector(".djs-visual")?.setAttribute("aria-hidden", "true");
    if (mark?.status === "now") gfx.setAttribute("aria-current", "step");
  });
  const focusNode = (index: number) => {
    const next = nodes[Math.min(nodes.length - 1, Math.max(0, index))];
    if (!next) return;
    nodes.forEach((shape) => registry.getGraphics(shape.id).setAttribute("tabindex", shape === next ? "0" : "-1"));
    registry.getGraphics(next.id).focus({ preventScroll: true });
    reveal(next);
  };
  const open = (shape: Shape) => {
    const called = shape.businessObject?.calledElement;
    if (shape.type === "bpmn:CallActivity" && called) options.onOpen(called);
  };
  const onKey = (event: KeyboardEvent) => {
    const gfx = (event.target as Element).closest("[data-element-id][role=button]");
    const index = nodes.findIndex((shape) => shape.id === gfx?.getAttribute("data-element-id"));
    if (index < 0 || event.ctrlKey || event.metaKey || event.altKey) return;
    const moves: Record<string, number> = { ArrowRight: index + 1, ArrowDown: index + 1, ArrowLeft: index - 1, ArrowUp: index - 1, Home: 0, End: nodes.length - 1 };
    const shape = nodes[index]!;
    if (event.key in moves) focusNode(moves[event.key]!);
    else if (event.key === "Enter" || event.key === " ") {
      options.onSelect(shape.id);
      if (event.key === "Enter") open(shape);
    } else if (event.key === "+" || event.key === "=") drawing.zoom(1.25);
    else if (event.key === "-") drawing.zoom(0.8);
    else if (event.key === "0") drawing.fit();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };
  container.addEventListener("keydown", onKey);
  bus.on("element.click", ({ element }) => {
    const shape = (element.labelTarget as Shape | undefined) ?? element;
    if (!shape.waypoints && FLOW_NODE.test(shape.type)) options.onSelect(shape.id);
  });
  bus.on("element.dblclick", ({ element }) => open(element));

  // ---- where to look ----
  let touched = false;
  const inner = () => canvas.viewbox().inner;
  const reveal = (shape: Shape) => {
    const box = canvas.viewbox();
    const [cx, cy] = [shape.x + shape.width / 2, shape.y + shape.height / 2];
    const inside = shape.x >= box.x && shape.y >= box.y && shape.x + shape.width <= box.x + box.width && shape.y + shape.height <= box.y + box.height;
    if (!inside) canvas.viewbox({ x: cx - box.width / 2, y: cy - box.height / 2, width: box.width, height: box.height });
  };
  /** the whole drawing, clear of the tools and of the mark in the lower corners */
  const frame = (): number => {
    const [w, h] = [container.clientWidth, container.clientHeight];
    const all = inner();
    const scale = Math.min((w - 2 * PAD) / all.width, (h - PAD - FOOT) / all.height, 1);
    canvas.viewbox({ x: all.x - (w / scale - all.width) / 2, y: all.y - PAD / scale - Math.max(0, (h - PAD - FOOT) / scale - all.height) / 2, width: w / scale, height: h / scale });
    return scale;
  };
  /** the whole drawing when that can be read, else its present place at a readable size */
  const settle = () => {
    if (container.clientWidth === 0) return;
    canvas.resized();
    canvas.zoom("fit-viewport", "auto");
    if (frame() >= READABLE || options.wheel) return;
    const all = inner();
    const width = container.clientWidth / READABLE;
    const height = container.clientHeight / READABLE;
    const foot = FOOT / READABLE;
    const [cx, cy] = here ? [here.x + here.width / 2, here.y + here.height / 2] : [all.x, all.y];
    const clamp = (centre: number, from: number, size: number, view: number) =>
      size <= view ? from - (view - size) / 2 : Math.min(Math.max(centre - view / 2, from - PAD), from + size - view + PAD);
    canvas.viewbox({ x: clamp(cx, all.x, all.width, width), y: clamp(cy, all.y, all.height + foot, height), width, height });
  };
  const watcher = new ResizeObserver(() => {
    if (!touched) settle();
    else canvas.resized();
  });
  watcher.observe(container);

  let picked: string | null = null;
  const drawing: Drawing = {
    fit: () => {
      touched = true;
      frame();
    },
    zoom: (factor) => {
      touched = true;
      const scale = Math.min(4, Math.max(0.1, canvas.viewbox().scale * factor));
      canvas.zoom(scale, { x: container.clientWidth / 2, y: container.clientHeight / 2 });
    },
    pick: (node, show) => {
      if (picked && registry.get(picked)) canvas.removeMarker(picked, "yg-picked");
      picked = node;
      const shape = node ? registry.get(node) : undefined;
      if (!node || !shape) return;
      canvas.addMarker(node, "yg-picked");
      if (show) {
        touched = true;
        reveal(shape);
      }
    },
    destroy: () => {
      watcher.disconnect();
      container.removeEventListener("keydown", onKey);
      viewer.destroy();
    },
  };
  settle();
  return drawing;
}
