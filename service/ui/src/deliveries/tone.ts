// How a delivery stands, as the mark of a case page and of the list.
import type { DeliveryStatus } from "../api-types";
import type { TagTone } from "../components";

export const TONE: Record<DeliveryStatus, TagTone> = { waiting: "now", sent: "info", done: "done", dead: "late", caught: "hold", skipped: "plain", cancelled: "plain" };
