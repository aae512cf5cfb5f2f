// What this case has sent out of the house, or tried to; to read, not to act on.
import type { Instance } from "../api-types";
import { Tag } from "../components";
import { moment } from "../dates";
import { TONE } from "../deliveries/tone";
import { useText } from "../i18n";
import { Link } from "../router";
import { useMe } from "../session";

type Row = Instance["deliveries"][number];

export function DeliveriesCard({ rows }: { rows: Row[] }) {
  const t = useText("case");
  const me = useMe();
  return (
    <section className="card" aria-labelledby="case-deliveries">
      <div className="card-head">
        <h2 id="case-deliveries">{t("deliveries.title")}</h2>
        {me?.can.deliveries && rows.some((row) => row.status === "dead") && <Link className="push" to="/deliveries">{t("deliveries.handle")}</Link>}
      </div>
      <ul className="kids">
        {rows.map((row) => (
          <li key={row.id}>
            <span>{row.name}</span>
            <Tag tone={TONE[row.status]}>{row.status_name}</Tag>
            <small>{row.kind.name} <code>{row.address}</code> {[moment(row.updated_at), row.why].filter(Boolean).join(t("comma"))}</small>
          </li>
        ))}
      </ul>
    </section>
  );
}
