// Small cards of a person, on the office's page and on the person's own. They bring their own texts.
import type { Person } from "../api-types";
import { Face } from "../components";
import { fullDate, moment } from "../dates";
import { loadTexts, useText } from "../i18n";

await loadTexts(["person"]);

export function DatesCard({ person }: { person: Person }) {
  const t = useText("person");
  if (person.dates.length === 0) return null;
  return (
    <section className="card" aria-labelledby="person-dates">
      <div className="card-head"><h2 id="person-dates">{t("dates")}</h2></div>
      <ul className="files pad">
        {person.dates.map((item) => (
          <li key={item.label}><span>{item.label}</span><small><time dateTime={item.date}>{fullDate(item.date)}</time></small></li>
        ))}
      </ul>
    </section>
  );
}

export function ContactsCard({ person, title }: { person: Person; title: string }) {
  const t = useText("person");
  return (
    <section className="card" aria-labelledby="person-contacts">
      <div className="card-head"><h2 id="person-contacts">{title}</h2></div>
      {person.contacts.length === 0 ? (
        <p className="pad muted">{t("contacts_none")}</p>
      ) : (
        <ul className="files pad">
          {person.contacts.map((contact) => <li key={contact.name}><Face name={contact.name} small /><span>{contact.name}</span></li>)}
        </ul>
      )}
    </section>
  );
}

export function AccessCard({ access, title }: { access: NonNullable<Person["access"]>; title: string }) {
  const t = useText("person");
  return (
    <section className="card" aria-labelledby="person-access">
      <div className="card-head"><h2 id="person-access">{title}</h2></div>
      {access.length === 0 ? (
        <p className="pad muted">{t("access_none")}</p>
      ) : (
        <ul className="files pad">
          {access.map((look, i) => <li key={i}><span>{[look.who, look.why].filter(Boolean).join(t("comma"))}</span><small>{moment(look.at)}</small></li>)}
        </ul>
      )}
    </section>
  );
}
