import { billingRoles } from '@telex-credits/contracts';
import { Credits } from '../../amounts/amount.js';
import { useHasRole } from '../../hooks/me.js';
import { type Redemption, useRedemptions } from '../../hooks/promotions.js';
import { dateText, dateTimeText } from '../../time/format.js';
import { type Column, DataTable } from '../../ui/data-table.js';
import { Page, Section } from '../../ui/layout.js';
import { LoadMore } from '../../ui/load-more.js';
import { Notice } from '../../ui/notice.js';
import { QueryView } from '../../ui/query-view.js';
import { EmptyState } from '../../ui/states.js';
import { RedeemForm } from './redeem-form.js';
import { ReferralSection } from './referral-section.js';

const columns: readonly Column<Redemption>[] = [
  { id: 'date', header: 'Given', cell: ({ createdAt }) => dateTimeText(createdAt) },
  { id: 'name', header: 'What for', cell: ({ name }) => name },
  {
    id: 'ends',
    header: 'Can be spent until',
    cell: ({ expiresAt }) => (expiresAt === null ? 'No end date' : dateText(expiresAt)),
  },
  {
    id: 'credits',
    header: 'Credits',
    numeric: true,
    amount: ({ credits }) => credits,
    cell: ({ credits }) => <Credits amount={credits} signed />,
  },
];

/** Credits that nobody paid for: codes, gifts and referrals. */
export function PromotionsPage() {
  const mayRedeem = useHasRole(billingRoles);
  return (
    <Page
      title="Promotions"
      lead="Free credits. They are spent like paid ones, by their end date, and cannot be refunded."
    >
      {mayRedeem ? (
        <Section title="Redeem a code" lead="Each code works once per person.">
          <RedeemForm />
        </Section>
      ) : (
        <Notice title="You can look, not redeem">
          Codes are redeemed by administrators and managers of your organisation.
        </Notice>
      )}
      <Given />
      {mayRedeem && <ReferralSection />}
    </Page>
  );
}

function Given() {
  const redemptions = useRedemptions();
  return (
    <Section title="Credits you were given">
      <QueryView query={redemptions} what="The credits you were given">
        {(rows) =>
          rows.length === 0 ? (
            <EmptyState title="No free credits yet">
              What codes and referrals bring shows up here, and on the statement.
            </EmptyState>
          ) : (
            <DataTable
              label="Credits you were given"
              columns={columns}
              rows={rows}
              rowId={({ id }) => id}
            />
          )
        }
      </QueryView>
      <LoadMore list={redemptions} />
    </Section>
  );
}
