// How fields, groups, tables and votes are laid out.
import type { ArrayFieldItemTemplateProps, ArrayFieldTemplateProps, FieldTemplateProps, ObjectFieldTemplateProps } from "@rjsf/utils";
import { getUiOptions } from "@rjsf/utils";
import type { ReactNode } from "react";
import { Button } from "../components/Button";
import { Icon } from "../components/Icon";
import { Marked } from "../components/Marked";
import { Tag } from "../components/marks";
import { useText } from "../i18n";
import { castVotes, voteProblems } from "./votes";
import type { Votes } from "./votes";

type Options = { layout?: string; section?: string; widget?: string; help?: string };

const optionsOf = (uiSchema: unknown): Options => getUiOptions((uiSchema ?? {}) as never) as Options;

function Bad({ id, errors }: { id: string; errors?: string[] }) {
  if (!errors?.length) return null;
  return (
    <p className="bad" id={`${id}__bad`}>
      <Icon name="warn" />
      {[...new Set(errors)].join(" ")}
    </p>
  );
}

export function FieldTemplate(props: FieldTemplateProps) {
  const t = useText("forms");
  const { id, children, schema, uiSchema, hidden, label, required, rawErrors, rawHelp, rawDescription } = props;
  if (hidden) return <div hidden>{children}</div>;
  const { layout, widget } = optionsOf(uiSchema);
  const errors = rawErrors ?? [];
  if (layout === "row" || layout === "entry" || id === "f") return children;
  if (layout === "cell") {
    return (
      <div className={errors.length > 0 ? "cell field-bad" : "cell"}>
        <Bad id={id} errors={errors} />
        {children}
      </div>
    );
  }
  const holder = schema.type === "object" || (schema.type === "array" && layout === "table");
  if (holder) {
    return (
      <div className={`field${errors.length > 0 ? " field-bad" : ""}${schema.type === "array" ? " field-wide" : ""}`}>{children}</div>
    );
  }
  const hint = [rawHelp, rawDescription].filter(Boolean).join(" ");
  const own = schema as Record<string, unknown>;
  const purpose = own["x-purpose"];
  const article = purpose && own["x-article"] ? t("basis", { article: String(own["x-article"]) }) : "";
  const kept = own["x-class"] === "L3" || own["x-class"] === "L4" ? own["x-class"] : null;
  const marks = (
    <>
      {required && <span className="need">{t("need")}</span>} {kept && <Tag tone="hold" icon="lock">{t(`kept.${kept}`)}</Tag>}
    </>
  );
  const hints = (hint || Boolean(purpose)) && (
    <span className="hint" id={`${id}__hint`}>
      <Marked said={`${hint}${purpose ? ` ${t("purpose", { purpose: String(purpose) })}${article}` : ""}`} />
    </span>
  );
  const classes = `field${errors.length > 0 ? " field-bad" : ""}${layout === "vote" ? " vote" : ""}`;
  if (schema.type === "boolean") {
    return (
      <div className={classes}>
        <Bad id={id} errors={errors} />
        {children}
      </div>
    );
  }
  if (widget === "radio" || widget === "checkboxes") {
    return (
      <div className={classes}>
        <p className="label" id={`${id}__title`}>
          {label} {marks}
        </p>
        {hints}
        <Bad id={id} errors={errors} />
        {children}
      </div>
    );
  }
  return (
    <div className={classes}>
      <label className="label" htmlFor={id}>
        {label} {marks}
      </label>
      {hints}
      {layout !== "vote" && <Bad id={id} errors={errors} />}
      {children}
      {layout === "vote" && <Bad id={id} errors={errors} />}
    </div>
  );
}

/** Neighbours with the same section stand under one heading. */
export function ObjectFieldTemplate(props: ObjectFieldTemplateProps) {
  const { properties, uiSchema, title, fieldPathId, required } = props;
  const t = useText("forms");
  const { layout, help } = optionsOf(uiSchema);
  const id = fieldPathId.$id;
  const visible = properties.filter((property) => !property.hidden);
  const hiddenOnes = properties.filter((property) => property.hidden).map((property) => property.content);
  if (layout === "row") {
    return (
      <>
        {visible.map((property) => (
          <td key={property.name} data-th={titleOf(props, property.name)}>
            {property.content}
          </td>
        ))}
        {hiddenOnes}
      </>
    );
  }
  if (layout === "entry") {
    return (
      <div className="entry-fields">
        {visible.map((property) => {
          const small = isNumber(props.schema.properties?.[property.name]);
          return (
            <div key={property.name} className={small ? "entry-small" : undefined}>
              {property.content}
            </div>
          );
        })}
        {hiddenOnes}
      </div>
    );
  }
  if (layout === "votes" || layout === "group") {
    return (
      <fieldset id={id} aria-describedby={help ? `${id}__hint` : undefined}>
        <legend className="label">
          {title} {required && <span className="need">{t("need")}</span>}
        </legend>
        {help && (
          <span className="hint" id={`${id}__hint`}>
            <Marked said={help} />
          </span>
        )}
        <div className={layout === "votes" ? "votes" : "group"}>{visible.map((property) => property.content)}</div>
        {layout === "votes" && <VoteSum votes={(props.formData ?? {}) as Votes} said={JSON.stringify(props.errorSchema ?? {})} />}
        {hiddenOnes}
      </fieldset>
    );
  }
  const sections: { name: string; fields: ReactNode[] }[] = [];
  for (const property of visible) {
    const name = optionsOf(uiSchema?.[property.name]).section ?? "";
    const last = sections[sections.length - 1];
    if (last && last.name === name) last.fields.push(property.content);
    else sections.push({ name, fields: [property.content] });
  }
  return (
    <>
      {sections.map((section, i) =>
        section.name ? (
          <section className="form-section" key={i} aria-labelledby={`section-${i}`}>
            <h3 id={`section-${i}`}>{section.name}</h3>
            {section.fields}
          </section>
        ) : (
          <div className="form-section" key={i}>
            {section.fields}
          </div>
        ),
      )}
      {hiddenOnes}
    </>
  );
}

function isNumber(property: unknown): boolean {
  const type = (property as { type?: string } | undefined)?.type;
  return type === "integer" || type === "number";
}

function titleOf(props: ObjectFieldTemplateProps, name: string): string {
  const property = props.schema.properties?.[name];
  return (typeof property === "object" && property.title) || name;
}

/** The sums, as one types; what already stands at a field is not said twice. */
function VoteSum({ votes, said }: { votes: Votes; said: string }) {
  const t = useText("forms");
  const problems = voteProblems(votes).filter((problem) => !said.includes(problem.message));
  if (problems.length === 0 && voteProblems(votes).length > 0) return null;
  const sum = castVotes(votes);
  const present = votes.present;
  const complete = [votes.yes, votes.no, votes.abstain, present].every((n) => typeof n === "number");
  if (problems.length > 0) {
    return (
      <p className="vote-sum is-bad" role="status">
        <Icon name="warn" />
        {problems.map((problem) => problem.message).join(" ")}
      </p>
    );
  }
  const numbers = { yes: votes.yes, no: votes.no, abstain: votes.abstain, sum, present };
  return (
    <p className={complete && sum === present ? "vote-sum is-ok" : "vote-sum"} role="status">
      <Icon name={complete && sum === present ? "check" : "info"} />
      {!complete ? t("votes.wait") : sum < (present ?? 0) ? t("votes.missing", { ...numbers, left: (present ?? 0) - sum }) : t("votes.ok", numbers)}
    </p>
  );
}

/** Rows of a list as a table; cards on the phone. */
export function ArrayFieldTemplate(props: ArrayFieldTemplateProps) {
  const t = useText("forms");
  const { items, title, canAdd, onAddClick, required, uiSchema, schema, fieldPathId, rawErrors, readonly, disabled } = props;
  const { help } = optionsOf(uiSchema);
  const id = fieldPathId.$id;
  const row = schema.items as { properties?: Record<string, { title?: string }>; required?: string[] } | undefined;
  const order = ((uiSchema?.items as { "ui:order"?: string[] } | undefined)?.["ui:order"] ?? []).filter((name) => name !== "*");
  const names = [...order.filter((name) => row?.properties?.[name]), ...Object.keys(row?.properties ?? {}).filter((name) => !order.includes(name))];
  const edit = !readonly && !disabled;
  const entries = optionsOf(uiSchema?.items).layout === "entry";
  return (
    <fieldset id={id} className="form-table" aria-describedby={help ? `${id}__hint` : undefined}>
      <legend className="label">
        {title} {required && <span className="need">{t("need")}</span>}
      </legend>
      {help && (
        <span className="hint" id={`${id}__hint`}>
          <Marked said={help} />
        </span>
      )}
      <Bad id={id} errors={rawErrors} />
      {items.length > 0 && entries ? (
        <ol className="entries">{items}</ol>
      ) : items.length > 0 ? (
        <table className="table table-cards table-form">
          <thead>
            <tr>
              {names.map((name) => (
                <th key={name} scope="col">
                  {row?.properties?.[name]?.title ?? name} {row?.required?.includes(name) && <span className="need">{t("need")}</span>}
                </th>
              ))}
              {edit && (
                <th scope="col">
                  <span className="sr">{t("list.actions")}</span>
                </th>
              )}
            </tr>
          </thead>
          <tbody>{items}</tbody>
        </table>
      ) : (
        <p className="muted small">{t(required ? "list.emptyNeed" : "list.empty")}</p>
      )}
      {canAdd && edit && (
        <p className="form-add">
          <Button icon="plus" onClick={onAddClick}>
            {t("list.addNamed", { title })}
          </Button>
        </p>
      )}
    </fieldset>
  );
}

export function ArrayFieldItemTemplate(props: ArrayFieldItemTemplateProps) {
  const t = useText("forms");
  const { children, buttonsProps, index, readonly, disabled, parentUiSchema } = props;
  if (optionsOf(parentUiSchema?.items).layout === "entry") {
    return (
      <li className="entry" aria-label={t("list.row", { row: index + 1 })}>
        <p className="entry-head line apart">
          <span className="muted small">{t("list.row", { row: index + 1 })}</span>
          {!readonly && !disabled && buttonsProps.hasRemove && <Button tone="quiet" icon="close" label={t("list.removeRow", { row: index + 1 })} onClick={buttonsProps.onRemoveItem} />}
        </p>
        {children}
      </li>
    );
  }
  return (
    <tr>
      {children}
      {!readonly && !disabled && (
        <td className="row-actions" data-th="">
          {buttonsProps.hasRemove && <Button tone="quiet" icon="close" label={t("list.removeRow", { row: index + 1 })} onClick={buttonsProps.onRemoveItem} />}
        </td>
      )}
    </tr>
  );
}
