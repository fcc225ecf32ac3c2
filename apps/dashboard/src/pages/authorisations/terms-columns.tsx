import { Credits } from '../../amounts/amount.js';
import type { Authorisation } from '../../hooks/authorisations.js';
import type { Column } from '../../ui/data-table.js';
import { CapView } from '../keys/cap-view.js';
import { StateBadge } from './state-badge.js';

/** What was agreed and whether it holds: the same for who gives an authorisation and who charges by it. */
export const termsColumns: readonly Column<Authorisation>[] = [
  {
    id: 'cap',
    header: 'Cap',
    cell: ({ cap, perCharge }) => (
      <>
        <CapView cap={cap} />
        {perCharge !== null && (
          <span className="mt-1 block text-xs text-muted">
            At most <Credits amount={perCharge} /> a charge
          </span>
        )}
      </>
    ),
  },
  { id: 'state', header: 'State', cell: (row) => <StateBadge {...row} /> },
];
