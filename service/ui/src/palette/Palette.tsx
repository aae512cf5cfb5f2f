export default function Palette(_: { me: unknown; onClose: () => void }) {
  return null;
}
