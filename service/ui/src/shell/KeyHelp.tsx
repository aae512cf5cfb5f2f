import { Dialog } from "../components/Dialog";
import { useText } from "../i18n";
import "../parts/texts";

const KEYS: [string[], string][] = [
  [["j", "↓"], "keys.down"],
  [["k", "↑"], "keys.up"],
  [["Enter"], "keys.open"],
  [["a"], "keys.approve"],
  [["r"], "keys.return"],
  [["c"], "keys.claim"],
  [["/"], "keys.search"],
  [["Ctrl", "K"], "keys.palette"],
  [["Ctrl", "S"], "keys.save"],
  [["Esc"], "keys.close"],
  [["?"], "keys.help"],
];

export default function KeyHelp({ onClose }: { onClose: () => void }) {
  const t = useText("shell");
  return (
    <Dialog title={t("keys.title")} onClose={onClose}>
      <dl className="keys">
        {KEYS.map(([keys, what]) => (
          <div key={what}>
            <dt>
              {keys.map((key) => (
                <kbd key={key}>{key}</kbd>
              ))}
            </dt>
            <dd>{t(what)}</dd>
          </div>
        ))}
      </dl>
      <p className="muted small">{t("keys.note")}</p>
    </Dialog>
  );
}
