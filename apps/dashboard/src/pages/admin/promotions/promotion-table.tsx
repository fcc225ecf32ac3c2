import { useMemo } from 'react';
import { Credits } from '../../../amounts/amount.js';
import type { Promotion } from '../../../hooks/admin-promotions.js';
import { dateTimeText } from '../../../time/format.js';
import { Badge } from '../../../ui/badge.js';
import { Button } from '../../../ui/button.js';
import { type Column, DataTable } from '../../../ui/data-table.js';

type OnAct = (what: 'change' | 'switch', promotion: Promotion) => void;

interface PromotionTableProps {
  readonly promotions: readonly Promotion[];
  readonly onAct: OnAct;
}

/** Codes with what they give, how often they were redeemed, and what can be done to each. */
export function PromotionTable({ promotions, onAct }: PromotionTableProps) {
  const columns = useMemo(() => columnsFor(onAct), [onAct]);
  return <DataTable label="Codes" columns={columns} rows={promotions} rowId={({ id }) => id} />;
}

function columnsFor(onAct: OnAct): readonly Column<Promotion>[] {
  return [
    {
      id: 'code',
      header: 'Code',
      cell: ({ code, name }) => (
        <>
          <code className="font-mono text-[0.8125rem] font-medium break-all">{code}</code>
          <span className="block text-xs text-muted">{name}</span>
        </>
      ),
    },
    { id: 'state', header: 'State', cell: (promotion) => <State promotion={promotion} /> },
    {
      id: 'credits',
      header: 'Credits',
      numeric: true,
      amount: ({ credits }) => credits,
      cell: ({ credits }) => <Credits amount={credits} />,
    },
    {
      id: 'days',
      header: 'Spendable for',
      numeric: true,
      cell: ({ validDays }) => (validDays === null ? 'Ever' : `${validDays} days`),
    },
    {
      id: 'redeemed',
      header: 'Redeemed',
      numeric: true,
      cell: ({ redeemed, maxRedemptions }) =>
        maxRedemptions === null ? String(redeemed) : `${redeemed} of ${maxRedemptions}`,
    },
    {
      id: 'ends',
      header: 'Ends',
      cell: ({ endsAt }) => (endsAt === null ? 'Never' : dateTimeText(endsAt)),
    },
    {
      id: 'acts',
      header: 'Change',
      numeric: true,
      cell: (promotion) => (
        <span className="flex flex-wrap justify-end gap-2">
          <Button
            size="small"
            aria-label={`Change ${promotion.code}`}
            onClick={() => onAct('change', promotion)}
          >
            Change
          </Button>
          <Button
            size="small"
            look={promotion.active ? 'danger' : 'secondary'}
            aria-label={`${promotion.active ? 'Stop' : 'Resume'} ${promotion.code}`}
            onClick={() => onAct('switch', promotion)}
          >
            {promotion.active ? 'Stop' : 'Resume'}
          </Button>
        </span>
      ),
    },
  ];
}

function State({ promotion }: { promotion: Promotion }) {
  const { active, endsAt, redeemed, maxRedemptions, funded } = promotion;
  const state = !active ? (
    <Badge>Stopped</Badge>
  ) : endsAt !== null && new Date(endsAt) <= new Date() ? (
    <Badge>Ended</Badge>
  ) : maxRedemptions !== null && redeemed >= maxRedemptions ? (
    <Badge>Used up</Badge>
  ) : (
    <Badge tone="positive">Redeemable</Badge>
  );
  return (
    <>
      {state}
      {funded && <span className="block text-xs text-muted">Earns for publishers</span>}
    </>
  );
}
