import { Link } from '@tanstack/react-router';
import type { AuditRow } from '../../../hooks/admin-people.js';
import { dateTimeText } from '../../../time/format.js';
import { type Column, DataTable } from '../../../ui/data-table.js';

const link = 'font-medium text-accent-ink hover:underline';

const columns: readonly Column<AuditRow>[] = [
  { id: 'at', header: 'When', cell: ({ at }) => dateTimeText(at) },
  {
    id: 'actor',
    header: 'Who',
    cell: ({ actorId, actorEmail }) => (
      <Narrowing filter={{ actor: actorId }} text={actorEmail ?? actorId} />
    ),
  },
  {
    id: 'action',
    header: 'Action',
    cell: ({ action }) => <Narrowing filter={{ action }} text={action} />,
  },
  {
    id: 'organisation',
    header: 'Organisation',
    cell: ({ organisationId, organisationName }) =>
      organisationId === null ? (
        'The platform'
      ) : (
        <Narrowing filter={{ organisationId }} text={organisationName ?? organisationId} />
      ),
  },
  {
    id: 'object',
    header: 'What',
    cell: ({ objectId, detail }) => (
      <>
        {objectId.startsWith('pur_') ? (
          <Link to="/admin/orders/$id" params={{ id: objectId }} className={link}>
            <code className="font-mono text-xs break-all">{objectId}</code>
          </Link>
        ) : (
          <code className="font-mono text-xs break-all">{objectId}</code>
        )}
        <span className="block text-xs break-words text-muted">{detailText(detail)}</span>
      </>
    ),
  },
];

/** What a row says beside its names: `credits: 5, reason: goodwill`. */
function detailText(detail: AuditRow['detail']): string {
  return Object.entries(detail)
    .map(([name, value]) => `${name}: ${typeof value === 'string' ? value : JSON.stringify(value)}`)
    .join(', ');
}

interface NarrowingProps {
  readonly filter: Partial<Record<'actor' | 'action' | 'organisationId', string>>;
  readonly text: string;
}

/** Narrows the log to rows like this one. */
function Narrowing({ filter, text }: NarrowingProps) {
  return (
    <Link
      to="/admin/audit"
      search={(previous) => ({ ...previous, ...filter })}
      className={`${link} break-words`}
    >
      {text}
    </Link>
  );
}

/** Rows of the audit log. */
export function AuditTable({ rows }: { rows: readonly AuditRow[] }) {
  return <DataTable label="Audit log" columns={columns} rows={rows} rowId={({ id }) => id} />;
}
