export default function Notices(_: { onClose: () => void }) {
  return null;
}
