// The second factor: set up by a QR code drawn by our own service, kept by recovery codes, switched off where allowed.
import { useState } from "react";
import { ApiProblem } from "../api";
import { Button, Dialog, Note, Tag, toast } from "../components";
import { fullDate } from "../dates";
import { useText } from "../i18n";
import { account } from "./calls";
import type { Account, Draft } from "./calls";
import { Card, Field, SmallForm } from "./fields";
import { useFresh } from "./Security";

export default function Factor({ own }: { own: Account }) {
  const t = useText("account");
  const fresh = useFresh();
  const [draft, setDraft] = useState<Draft | null>(null);
  const [codes, setCodes] = useState<string[] | null>(null);
  const { since, required, advised, codes_left } = own.factor;
  const tag = since ? <Tag tone="done">{t("factor.on")}</Tag> : required ? <Tag tone="late">{t("factor.must")}</Tag> : <Tag>{t("factor.off")}</Tag>;
  const kept = async () => {
    setCodes(null);
    setDraft(null);
    await fresh();
  };
  return (
    <Card id="own-factor" title={t("factor.title")} tag={tag}>
      {codes ? (
        <Codes codes={codes} done={() => void kept()} />
      ) : since ? (
        <Kept since={since} left={codes_left} required={required} show={setCodes} fresh={fresh} />
      ) : draft ? (
        <Confirm draft={draft} done={setCodes} back={() => setDraft(null)} />
      ) : (
        <Begin own={own} advised={advised && !required} done={setDraft} />
      )}
    </Card>
  );
}

function Begin({ own, advised, done }: { own: Account; advised: boolean; done: (draft: Draft) => void }) {
  const t = useText("account");
  const [current, setCurrent] = useState("");
  return (
    <>
      <p className="soft">{t("factor.what")}</p>
      {advised && <p className="small muted">{t("factor.advised")}</p>}
      <SmallForm verb={t("factor.begin")} act={async () => done(await account.beginFactor(current))} check={() => (current || !own.password_needed ? {} : ({ current: t("password.need_current") } as Record<string, string>))}>
        {(bad) => own.password_needed && <Field label={t("password.current")} hint={t("factor.why_password")} type="password" autoComplete="current-password" value={current} bad={bad.current} onChange={(event) => setCurrent(event.target.value)} />}
      </SmallForm>
    </>
  );
}

export function CodeField({ value, bad, set }: { value: string; bad: string | undefined; set: (code: string) => void }) {
  const t = useText("account");
  return <Field label={t("factor.code")} inputMode="numeric" autoComplete="one-time-code" maxLength={11} value={value} {...(bad ? { bad } : {})} onChange={(event) => set(event.target.value)} />;
}

function Confirm({ draft, done, back }: { draft: Draft; done: (codes: string[]) => void; back: () => void }) {
  const t = useText("account");
  const [code, setCode] = useState("");
  return (
    <>
      <ol className="account-steps">
        <li>{t("factor.step_scan")}</li>
        <li>{t("factor.step_code")}</li>
      </ol>
      <div className="account-qr">
        <img src={draft.picture} alt={t("factor.picture")} width={220} height={220} />
        <p className="small muted">
          {t("factor.by_hand")}
          <br />
          <code className="account-secret">{draft.secret.match(/.{1,4}/g)?.join(" ")}</code>
        </p>
      </div>
      <SmallForm verb={t("factor.confirm")} act={async () => done((await account.confirmFactor(code)).codes)} check={() => (code.trim() ? {} : ({ code: t("factor.need_code") } as Record<string, string>))} more={<Button tone="quiet" onClick={back}>{t("factor.back")}</Button>}>
        {(bad) => <CodeField value={code} bad={bad.code} set={setCode} />}
      </SmallForm>
    </>
  );
}

function Codes({ codes, done }: { codes: string[]; done: () => void }) {
  const t = useText("account");
  const copy = () => navigator.clipboard?.writeText(codes.join("\n")).then(() => toast({ text: t("factor.copied"), icon: "check" }), () => undefined);
  return (
    <>
      <Note tone="sun" title={t("factor.codes_title")} role="status">{t("factor.codes_text")}</Note>
      <ul className="account-codes" aria-label={t("factor.codes")}>{codes.map((code) => <li key={code}><code>{code}</code></li>)}</ul>
      <p className="line">
        <Button tone="primary" onClick={done}>{t("factor.kept")}</Button>
        {typeof navigator.clipboard !== "undefined" && <Button icon="save" onClick={() => void copy()}>{t("factor.copy")}</Button>}
        <Button icon="print" onClick={() => print()}>{t("factor.print")}</Button>
      </p>
    </>
  );
}

type KeptProps = { since: string; left: number; required: boolean; show: (codes: string[]) => void; fresh: () => Promise<void> };

function Kept({ since, left, required, show, fresh }: KeptProps) {
  const t = useText("account");
  const [asking, setAsking] = useState<"codes" | "off" | null>(null);
  const renew = async () => show((await account.renewCodes()).codes);
  const off = async () => {
    await account.dropFactor();
    toast({ text: t("factor.is_off"), icon: "check" });
    await fresh();
  };
  return (
    <>
      <p>{t("factor.since", { on: fullDate(since) })}</p>
      <p className={left < 3 ? "strong" : "soft"}>{t("factor.left", { n: left })}</p>
      <p className="line account-after">
        <Button onClick={() => setAsking("codes")}>{t("factor.renew")}</Button>
        {required ? <span className="muted small">{t("factor.stays")}</span> : <Button tone="quiet" onClick={() => setAsking("off")}>{t("factor.drop")}</Button>}
      </p>
      {asking && <ShowCode title={t(`factor.${asking === "codes" ? "renew" : "drop"}`)} act={asking === "codes" ? renew : off} onClose={() => setAsking(null)} />}
    </>
  );
}

/** Ask for the second factor where the service wants it anew, then do what was wished for. */
export function ShowCode({ title, act, onClose }: { title: string; act: () => Promise<void>; onClose: () => void }) {
  const t = useText("account");
  const [code, setCode] = useState("");
  const go = async () => {
    await account.showCode(code);
    try {
      await act();
    } catch (problem) {
      if (problem instanceof ApiProblem) toast(problem.detail);
    }
    onClose();
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <p className="soft">{t("factor.again")}</p>
      <SmallForm verb={t("factor.go_on")} act={go} check={() => (code.trim() ? {} : ({ code: t("factor.need_code") } as Record<string, string>))}>
        {(bad) => <CodeField value={code} bad={bad.code} set={setCode} />}
      </SmallForm>
    </Dialog>
  );
}
