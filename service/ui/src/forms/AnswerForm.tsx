// A form made from a JSON Schema and a uiSchema; filled in next.
import type { Answers, FieldProblem, FormSpec, Option } from "../api-types";

export type AnswerFormProps = {
  /** the id of the <form>, for a submit button outside of it: <button type="submit" form={id}> */
  id: string;
  form: FormSpec;
  value: Answers;
  onChange: (answers: Answers) => void;
  /** only with answers that the schema accepts */
  onSubmit: (answers: Answers) => void;
  /** what the service found wrong; pointers such as /answers/nominees/0/reason */
  problems?: FieldProblem[];
  /** dynamic choices (x-source) of a field */
  options?: (field: string, q: string, signal: AbortSignal) => Promise<Option[]>;
  disabled?: boolean;
};

export default function AnswerForm(_: AnswerFormProps) {
  return null;
}
