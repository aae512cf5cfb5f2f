import { Head, usePlace } from "../components/Head";
import { Blank } from "../components/states";
import { useText } from "../i18n";

export default function CopiesPage() {
  const t = useText("boxes");
  usePlace({ label: t("cc.title") });
  return (
    <div className="wide">
      <Head title={t("cc.title")} />
      <section className="card">
        <Blank art="done" title={t("cc.empty")}>
          {t("cc.emptyWay")}
        </Blank>
      </section>
    </div>
  );
}
