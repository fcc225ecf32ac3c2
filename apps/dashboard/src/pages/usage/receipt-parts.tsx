import { Amount, Credits, MoneyAmount } from '../../amounts/amount.js';
import { unitText } from '../../amounts/grouping.js';
import { priceFinePrint, priceInWords } from '../../amounts/price-in-words.js';
import { percentText } from '../../amounts/sums.js';
import { useSpenderNames } from '../../hooks/keys.js';
import type { Receipt } from '../../hooks/usage.js';
import { dateTimeText } from '../../time/format.js';
import { Badge } from '../../ui/badge.js';
import { type Column, DataTable } from '../../ui/data-table.js';
import { Facts } from '../../ui/facts.js';
import { Card, Section } from '../../ui/layout.js';

type Line = Receipt['lines'][number];
type Lot = Receipt['lots'][number];

const lineColumns: readonly Column<Line>[] = [
  {
    id: 'what',
    header: 'What',
    cell: ({ what, estimated }) => (
      <>
        {what} {estimated && <Badge tone="caution">Estimated</Badge>}
      </>
    ),
  },
  {
    id: 'quantity',
    header: 'Quantity',
    numeric: true,
    cell: ({ quantity, unit }) => (
      <>
        <Amount amount={quantity} /> <span className="text-muted">{unitText(quantity, unit)}</span>
      </>
    ),
  },
  {
    id: 'unitPrice',
    header: 'Unit price',
    numeric: true,
    amount: ({ unitPrice }) => unitPrice,
    cell: ({ unitPrice }) => <Amount amount={unitPrice} />,
  },
  {
    id: 'credits',
    header: 'Credits',
    numeric: true,
    amount: ({ credits }) => credits,
    cell: ({ credits }) => <Credits amount={credits} className="font-medium" />,
  },
];

const lotColumns: readonly Column<Lot>[] = [
  {
    id: 'lot',
    header: 'Lot',
    cell: ({ lotId, kind }) => (
      <>
        <Badge tone={kind === 'paid' ? 'neutral' : 'accent'}>
          {kind === 'paid' ? 'Paid' : 'Promotional'}
        </Badge>{' '}
        <span className="font-mono text-xs break-all text-muted">{lotId}</span>
      </>
    ),
  },
  {
    id: 'credits',
    header: 'Credits',
    numeric: true,
    amount: ({ credits }) => credits,
    cell: ({ credits }) => <Credits amount={credits} />,
  },
  {
    id: 'collected',
    header: 'Paid for them',
    numeric: true,
    amount: ({ collected }) => collected.amount,
    cell: ({ collected }) => <MoneyAmount money={collected} />,
  },
  {
    id: 'developer',
    header: 'To the developer',
    numeric: true,
    amount: ({ developer }) => developer.amount,
    cell: ({ developer }) => <MoneyAmount money={developer} />,
  },
];

/** Quantity times unit price, line by line, with the rule that held. */
export function ReceiptLines({ receipt }: { receipt: Receipt }) {
  const { priceVersion, creditPrice, lines, metered, modelPrice, rounding } = receipt;
  return (
    <Section title="How the price came about" lead={priceInWords(priceVersion.price)}>
      {lines.length > 0 && (
        <DataTable
          label="Lines"
          columns={lineColumns}
          rows={lines}
          rowId={(line) => `${line.what} ${line.unit} ${line.unitPrice} ${line.credits}`}
        />
      )}
      <p className="text-sm text-muted">{priceFinePrint(priceVersion.price)}</p>
      {metered !== null && (
        <p className="text-sm">
          {metered.estimated ? 'Assumed, because the reply did not say' : 'The reply said'}:{' '}
          <Amount amount={metered.quantity} /> {unitText(metered.quantity, metered.unit)}.
        </p>
      )}
      {modelPrice !== null && (
        <p className="text-sm">
          Price {modelPrice.number} of the model {modelPrice.model}, since{' '}
          {dateTimeText(modelPrice.since)}: it held when the credits were held.
        </p>
      )}
      <p className="text-xs text-muted">
        Price version <span className="font-mono">{priceVersion.id}</span>, in force since{' '}
        {dateTimeText(priceVersion.effectiveAt)}
        {creditPrice !== null && `; USD prices at ${creditPrice} USD a credit`}. The sum is rounded{' '}
        {rounding.mode} once, to {rounding.to} credits.
      </p>
    </Section>
  );
}

/** The lots that paid. */
export function ReceiptLots({ receipt }: { receipt: Receipt }) {
  return receipt.lots.length === 0 ? null : (
    <Section title="Paid from">
      <DataTable
        label="Lots used"
        columns={lotColumns}
        rows={receipt.lots}
        rowId={({ lotId }) => lotId}
      />
    </Section>
  );
}

/** How what was collected is shared. */
export function ReceiptShares({ receipt }: { receipt: Receipt }) {
  return (
    <Section title="Who gets what">
      <Card>
        <Facts
          facts={[
            ['Collected', <MoneyAmount key="collected" money={receipt.collected} />],
            [
              `Developer, ${percentText(receipt.developerBps)}`,
              <MoneyAmount key="developer" money={receipt.developerShare} />,
            ],
            ['Platform', <MoneyAmount key="platform" money={receipt.platformShare} />],
          ]}
        />
      </Card>
    </Section>
  );
}

/** Who asked, through what, and how it went. */
export function CallFacts({ receipt }: { receipt: Receipt }) {
  const names = useSpenderNames();
  const { asked, keyId, authorisationId } = receipt;
  const facts: (readonly [string, string | null])[] = [
    authorisationId === null
      ? ['Key', keyId === null ? 'None' : (names.get(keyId) ?? keyId)]
      : ['Authorisation', authorisationId],
    ['Telex user', asked?.telexUserId ?? null],
    ['Telex channel', asked?.telexChannelId ?? null],
    ['Telex organisation', asked?.telexOrganisationId ?? null],
    ['Route', receipt.route],
    ["Module's answer", receipt.upstreamStatus === null ? null : String(receipt.upstreamStatus)],
    ['Duration', receipt.durationMs === null ? null : `${receipt.durationMs} ms`],
    ['Reference', receipt.reference],
    ['Request', receipt.requestId],
  ];
  return (
    <Section
      title="Who asked"
      lead={asked === null ? undefined : 'Telex ids are as the message gave them.'}
    >
      <Card>
        <Facts facts={facts.filter(([, value]) => value !== null)} />
      </Card>
    </Section>
  );
}
