/** The state of a lazily loaded tree and its keyboard (the tree pattern of the ARIA authoring practices). */

export interface TreeNode {
  id: string;
  name: string;
  parent_id: string | null;
  has_children: boolean;
}

export interface TreeState<N extends TreeNode> {
  nodes: ReadonlyMap<string, N>;
  children: ReadonlyMap<string, readonly string[]>;
  roots: readonly string[];
  open: ReadonlySet<string>;
  focus: string | null;
}

export interface Line<N extends TreeNode> {
  node: N;
  level: number;
  pos: number;
  size: number;
  open: boolean;
  loaded: boolean;
}

export function empty<N extends TreeNode>(): TreeState<N> {
  return { nodes: new Map(), children: new Map(), roots: [], open: new Set(), focus: null };
}

/** Take in a page of nodes: children of `parent`, or the root with its children when there is no parent. */
export function absorb<N extends TreeNode>(state: TreeState<N>, items: readonly N[], parent: string | null): TreeState<N> {
  const nodes = new Map(state.nodes);
  for (const item of items) nodes.set(item.id, item);
  const children = new Map(state.children);
  let { roots, open, focus } = state;
  if (parent !== null) {
    children.set(parent, items.map((item) => item.id));
  } else {
    const ids = new Set(items.map((item) => item.id));
    const top = items.filter((item) => item.parent_id === null || !ids.has(item.parent_id));
    roots = top.map((item) => item.id);
    const opened = new Set(open);
    for (const root of top) {
      const below = items.filter((item) => item.parent_id === root.id).map((item) => item.id);
      if (below.length > 0) {
        children.set(root.id, below);
        opened.add(root.id);
      }
    }
    open = opened;
  }
  focus = focus !== null && nodes.has(focus) ? focus : (roots[0] ?? null);
  return { nodes, children, roots, open, focus };
}

export function lines<N extends TreeNode>(state: TreeState<N>): Line<N>[] {
  const out: Line<N>[] = [];
  const walk = (ids: readonly string[], level: number) => {
    ids.forEach((id, index) => {
      const node = state.nodes.get(id);
      if (!node) return;
      const open = node.has_children && state.open.has(id);
      const below = state.children.get(id);
      out.push({ node, level, pos: index + 1, size: ids.length, open, loaded: below !== undefined });
      if (open && below) walk(below, level + 1);
    });
  };
  walk(state.roots, 1);
  return out;
}

export function toggle<N extends TreeNode>(state: TreeState<N>, id: string, on?: boolean): TreeState<N> {
  const node = state.nodes.get(id);
  if (!node?.has_children) return state;
  const open = new Set(state.open);
  if (on ?? !open.has(id)) open.add(id);
  else open.delete(id);
  return { ...state, open };
}

export function focusOn<N extends TreeNode>(state: TreeState<N>, id: string): TreeState<N> {
  return { ...state, focus: id };
}

/** The keys of a tree. Enter is not here: the line is a link. Returns the same state for a key that is not a tree's. */
export function press<N extends TreeNode>(state: TreeState<N>, key: string): TreeState<N> {
  const seen = lines(state);
  const at = seen.findIndex((line) => line.node.id === state.focus);
  const line = seen[at];
  if (!line) return state;
  const go = (to: Line<N> | undefined) => (to ? focusOn(state, to.node.id) : state);
  switch (key) {
    case "ArrowDown":
      return go(seen[at + 1]);
    case "ArrowUp":
      return go(seen[at - 1]);
    case "Home":
      return go(seen[0]);
    case "End":
      return go(seen.at(-1));
    case "ArrowRight":
      if (!line.node.has_children) return state;
      if (!line.open) return toggle(state, line.node.id, true);
      return seen[at + 1] && seen[at + 1]!.level > line.level ? go(seen[at + 1]) : state;
    case "ArrowLeft": {
      if (line.open) return toggle(state, line.node.id, false);
      for (let i = at - 1; i >= 0; i -= 1) if (seen[i]!.level < line.level) return go(seen[i]);
      return state;
    }
    default:
      // typing a character goes to the next visible name that begins with it
      if ([...key].length === 1 && key.trim() !== "") {
        const order = [...seen.slice(at + 1), ...seen.slice(0, at + 1)];
        return go(order.find((other) => other.node.name.startsWith(key)));
      }
      return state;
  }
}
