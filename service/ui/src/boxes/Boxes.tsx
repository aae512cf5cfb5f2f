// What the three other boxes share: a head, a table, reading on.
import type { ReactNode } from "react";
import { Button } from "../components/Button";
import { Head, usePlace } from "../components/Head";
import { Failure, Skeleton } from "../components/states";
import { Table } from "../components/Table";
import type { Column } from "../components/Table";
import { useText } from "../i18n";

type Paged<Row> = {
  data?: { pages: { items: Row[] }[] };
  error: unknown;
  isPending: boolean;
  hasNextPage: boolean;
  isFetchingNextPage: boolean;
  fetchNextPage: () => unknown;
  refetch: () => unknown;
};

type Props<Row> = { title: string; intro: string; query: Paged<Row>; columns: Column<Row>[]; rowKey: (row: Row) => string; empty: ReactNode; actions?: ReactNode };

export function BoxPage<Row extends object>({ title, intro, query, columns, rowKey, empty, actions }: Props<Row>) {
  const t = useText("boxes");
  usePlace({ label: title });
  const rows = query.data?.pages.flatMap((page) => page.items) ?? [];
  return (
    <div className="wide">
      <Head title={title} actions={actions}>
        <p>{intro}</p>
      </Head>
      {query.isPending && <Skeleton card lines={5} />}
      {query.error && rows.length === 0 ? <Failure error={query.error} retry={() => query.refetch()} /> : null}
      {query.data && (
        <section className="card" aria-label={title}>
          {rows.length === 0 ? empty : <Table columns={columns} rows={rows} rowKey={rowKey} label={title} />}
          {query.hasNextPage && (
            <p className="pad">
              <Button busy={query.isFetchingNextPage} onClick={() => query.fetchNextPage()}>
                {t("more")}
              </Button>
            </p>
          )}
        </section>
      )}
    </div>
  );
}
