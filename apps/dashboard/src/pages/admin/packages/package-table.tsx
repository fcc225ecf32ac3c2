import { useMemo, useState } from 'react';
import { toast } from 'sonner';
import { Credits, MoneyAmount } from '../../../amounts/amount.js';
import { isZero } from '../../../amounts/sums.js';
import { type AdminPackage, useChangePackage } from '../../../hooks/admin-packages.js';
import { Badge } from '../../../ui/badge.js';
import { Button } from '../../../ui/button.js';
import { ConfirmDialog } from '../../../ui/confirm-dialog.js';
import { type Column, DataTable } from '../../../ui/data-table.js';

interface PackageTableProps {
  readonly packages: readonly AdminPackage[];
  readonly onEdit: (item: AdminPackage) => void;
}

/** All packages, those off sale too, with what can be done to each. */
export function PackageTable({ packages, onEdit }: PackageTableProps) {
  const [asked, setAsked] = useState<AdminPackage>();
  const change = useChangePackage();
  const columns = useMemo(() => columnsFor({ onEdit, onSwitch: setAsked }), [onEdit]);
  const close = () => {
    setAsked(undefined);
    change.reset();
  };
  const confirm = (item: AdminPackage) =>
    change.mutate(
      { id: item.id, body: { active: !item.active } },
      {
        onSuccess: ({ name, active }) => {
          close();
          toast.success(`${name} is ${active ? 'on sale' : 'off sale'}.`);
        },
      },
    );
  return (
    <>
      <DataTable label="Packages" columns={columns} rows={packages} rowId={({ id }) => id} />
      {asked !== undefined && (
        <ConfirmDialog
          open
          onOpenChange={close}
          title={asked.active ? `Take ${asked.name} off sale?` : `Put ${asked.name} on sale?`}
          confirm={asked.active ? 'Take off sale' : 'Put on sale'}
          onConfirm={() => confirm(asked)}
          busy={change.isPending}
          error={change.error}
        >
          <p>
            {asked.active
              ? 'Nobody can start to buy it from then on. Purchases that were made stay as they are.'
              : 'Buyers see it at once, with the prices that are listed here.'}
          </p>
        </ConfirmDialog>
      )}
    </>
  );
}

interface Acts {
  readonly onEdit: (item: AdminPackage) => void;
  readonly onSwitch: (item: AdminPackage) => void;
}

function columnsFor({ onEdit, onSwitch }: Acts): readonly Column<AdminPackage>[] {
  return [
    { id: 'name', header: 'Package', cell: ({ name }) => name },
    {
      id: 'state',
      header: 'State',
      cell: ({ active }) =>
        active ? <Badge tone="positive">On sale</Badge> : <Badge>Off sale</Badge>,
    },
    {
      id: 'credits',
      header: 'Credits',
      numeric: true,
      amount: ({ credits }) => credits,
      cell: ({ credits }) => <Credits amount={credits} />,
    },
    {
      id: 'bonus',
      header: 'Of which bonus',
      numeric: true,
      amount: ({ bonus }) => bonus,
      cell: ({ bonus }) => (isZero(bonus) ? 'None' : <Credits amount={bonus} />),
    },
    {
      id: 'prices',
      header: 'Prices',
      numeric: true,
      cell: ({ prices }) =>
        prices.map((price) => (
          <span key={price.currency} className="block">
            <MoneyAmount money={price} />
          </span>
        )),
    },
    {
      id: 'acts',
      header: 'Change',
      numeric: true,
      cell: (item) => (
        <span className="flex flex-wrap justify-end gap-2">
          <Button size="small" aria-label={`Change ${item.name}`} onClick={() => onEdit(item)}>
            Change
          </Button>
          <Button
            size="small"
            look={item.active ? 'danger' : 'secondary'}
            aria-label={`${item.active ? 'Take off' : 'Put on'} sale: ${item.name}`}
            onClick={() => onSwitch(item)}
          >
            {item.active ? 'Take off sale' : 'Put on sale'}
          </Button>
        </span>
      ),
    },
  ];
}
