// The office's own templates (DOCX): one for each kind of document; without one, the plain layout is used.
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useRef, useState } from "react";
import { put } from "../cache";
import { ApiProblem, intentKey } from "../api";
import { Button, Failure, Head, Note, Skeleton, toast, usePlace } from "../components";
import { fullDate } from "../dates";
import { useText } from "../i18n";
import { base64, calls, save } from "./calls";
import type { TemplateLine } from "./calls";
import "./documents.css";

const KEY = ["documents", "templates"];

export default function TemplatesPage() {
  const t = useText("documents");
  const cache = useQueryClient();
  const query = useQuery({ queryKey: KEY, queryFn: calls.templates });
  const file = useRef<HTMLInputElement>(null);
  const [line, setLine] = useState<TemplateLine | null>(null);
  usePlace({ label: t("templates") });
  const show = (data: Awaited<ReturnType<typeof calls.templates>>, said: string) => {
    void put(cache, KEY, data);
    toast({ text: said });
  };
  const add = useMutation({
    mutationFn: async ({ code, chosen }: { code: string; chosen: File }) => calls.addTemplate(code, chosen.name, await base64(chosen), intentKey()),
    onSuccess: (data) => show(data, t("template_used")),
  });
  const end = useMutation({ mutationFn: (id: string) => calls.endTemplate(id, intentKey()), onSuccess: (data) => show(data, t("template_ended")) });
  const get = useMutation({ mutationFn: calls.template, onSuccess: save });
  if (query.isPending) return <Skeleton card lines={6} />;
  if (query.isError) return <Failure error={query.error} retry={() => void query.refetch()} level={1} />;
  const refused = add.error ?? end.error ?? get.error;
  return (
    <>
      <Head title={t("templates")}>
        <p className="soft">{t("templates_lead")}</p>
      </Head>
      {refused && <Note tone="seal" role="alert">{refused instanceof ApiProblem ? refused.errors[0]?.message || refused.detail : t("silent")}</Note>}
      <input
        ref={file}
        type="file"
        hidden
        accept=".docx"
        aria-label={t("template_add")}
        onChange={(event) => {
          const chosen = event.target.files?.[0];
          if (chosen && line) add.mutate({ code: line.code, chosen });
          event.target.value = "";
        }}
      />
      <section className="card">
        <ul className="papers papers-lines">
          {query.data.items.map((each) => (
            <li key={each.code} className="paper">
              <p className="paper-name">
                <span className="strong">{each.title}</span>
                <span className="muted">{each.goes_to}</span>
              </p>
              <p className="small muted">{each.template ? t("template_line", { name: each.template.name, who: each.template.who, on: fullDate(each.template.at) }) : t("template_plain")}</p>
              <div className="line paper-acts">
                <Button
                  aria-label={t("template_add_for", { title: each.title })}
                  busy={add.isPending && line?.code === each.code}
                  onClick={() => {
                    setLine(each);
                    file.current?.click();
                  }}
                >
                  {t("template_add")}
                </Button>
                {each.template && <Button tone="quiet" onClick={() => get.mutate(each.template!.id)}>{t("template_get")}</Button>}
                {each.template && <Button tone="quiet" onClick={() => end.mutate(each.template!.id)}>{t("template_end")}</Button>}
              </div>
            </li>
          ))}
        </ul>
      </section>
    </>
  );
}
