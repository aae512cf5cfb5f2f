// What the parts and menus behind the first page say. Chinese is in this module, so that it comes with whoever needs it.
import { giveTexts, loadTexts } from "../i18n";
import zh from "./zh.json";

giveTexts("parts", zh);
await loadTexts(["parts"]);
