import { Link } from '@tanstack/react-router';
import { builderRoles } from '@telex-credits/contracts';
import { Plus } from 'lucide-react';
import { priceInWords } from '../../amounts/price-in-words.js';
import { percentText } from '../../amounts/sums.js';
import { useHasRole } from '../../hooks/me.js';
import { type Module, useModules } from '../../hooks/modules.js';
import { dateText } from '../../time/format.js';
import { Badge } from '../../ui/badge.js';
import { Button } from '../../ui/button.js';
import { type Column, DataTable } from '../../ui/data-table.js';
import { Page } from '../../ui/layout.js';
import { QueryView } from '../../ui/query-view.js';
import { EmptyState } from '../../ui/states.js';
import { kindName } from '../marketplace/module-card.js';
import { currentPrice } from './price-schedule.js';

const columns: readonly Column<Module>[] = [
  {
    id: 'name',
    header: 'Module',
    cell: ({ id, name, slug }) => (
      <>
        <Link
          to="/modules/$id"
          params={{ id }}
          className="font-medium text-accent-ink hover:underline"
        >
          {name}
        </Link>
        <code className="block font-mono text-xs text-muted">{slug}</code>
      </>
    ),
  },
  { id: 'kind', header: 'Kind', cell: ({ kind }) => kindName(kind) },
  { id: 'status', header: 'Status', cell: ({ status }) => <ModuleStatus status={status} /> },
  {
    id: 'price',
    header: 'Price',
    cell: ({ prices }) => {
      const price = currentPrice(prices, new Date());
      return price === undefined ? 'None' : priceInWords(price.price);
    },
  },
  {
    id: 'share',
    header: 'Your share',
    numeric: true,
    cell: ({ developerBps }) => percentText(developerBps),
  },
  {
    id: 'published',
    header: 'Published',
    numeric: true,
    cell: ({ publishedAt }) => (publishedAt === null ? '–' : dateText(publishedAt)),
  },
];

/** Where a module stands. */
export function ModuleStatus({ status }: { status: Module['status'] }) {
  return {
    draft: <Badge>Draft</Badge>,
    published: <Badge tone="positive">Published</Badge>,
    suspended: <Badge tone="negative">Suspended</Badge>,
  }[status];
}

/** The organisation's own modules. */
export function ModulesPage() {
  const modules = useModules();
  const mayMake = useHasRole(builderRoles);
  const create = mayMake && (
    <Button asChild look="primary">
      <Link to="/modules/new">
        <Plus aria-hidden />
        New module
      </Link>
    </Button>
  );
  return (
    <Page
      title="Modules"
      lead="What you offer on the marketplace, and what it earns you."
      actions={create}
    >
      <QueryView query={modules} what="Your modules">
        {(rows) =>
          rows.length === 0 ? (
            <EmptyState title="You publish nothing yet" action={create}>
              Bring an agent or an HTTP API. You set the price; every paid call adds to your
              earnings.
            </EmptyState>
          ) : (
            <DataTable label="Modules" columns={columns} rows={rows} rowId={({ id }) => id} />
          )
        }
      </QueryView>
    </Page>
  );
}
