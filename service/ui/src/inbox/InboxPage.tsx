export default function InboxPage() {
  return <h1>…</h1>;
}
