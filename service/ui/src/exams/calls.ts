// Exams: the calls of takers, invigilators and keepers of question banks.
import { client, take } from "../api";
import type { components } from "../schema";

type S = components["schemas"];
export type ExamRow = S["ExamRow"];
export type Sitting = S["Sitting"];
export type Question = S["ExamQuestion"];
export type Answer = S["ExamAnswer"];
export type Board = S["Board"];
export type BoardRow = S["BoardRow"];
export type Bank = S["Bank"];

const path = (id: string) => ({ path: { id } });
const once = (key: string) => ({ "Idempotency-Key": key });

export const calls = {
  exams: () => take(client.GET("/exams", { params: {} })),
  sitting: (id: string) => take(client.GET("/exams/{id}/sitting", { params: path(id) })),
  begin: (id: string) => take(client.POST("/exams/{id}/sitting", { params: path(id) })),
  save: (id: string, body: { device: number; seq: number; answers: Answer[] }) => take(client.PUT("/exams/{id}/answers", { params: path(id), body })),
  submit: (id: string, device: number) => take(client.POST("/exams/{id}/submit", { params: path(id), body: { device } })),
  board: (id: string) => take(client.GET("/exams/{id}/board", { params: path(id) })),
  extend: (id: string, body: { person_id: string; minutes: number; reason: string }) => take(client.POST("/exams/{id}/extend", { params: path(id), body })),
  paper: (id: string, person_id: string) => take(client.POST("/exams/{id}/paper", { params: path(id), body: { person_id } })),
  close: (id: string) => take(client.POST("/exams/{id}/close", { params: path(id) })),
  banks: () => take(client.GET("/exams/banks", { params: {} })),
  template: () => take(client.GET("/exams/banks/template", { params: {} })),
  importBank: (name: string, content: string, key: string) =>
    take(client.POST("/exams/banks", { params: { header: once(key) }, body: { name, content } })),
};
