import { useNavigate, useSearch } from '@tanstack/react-router';
import { useOrganisationSearch } from '../../../hooks/admin-people.js';
import { Button } from '../../../ui/button.js';
import { Facts } from '../../../ui/facts.js';
import { Card, Page, Section } from '../../../ui/layout.js';
import { QueryView } from '../../../ui/query-view.js';
import { EmptyState } from '../../../ui/states.js';
import { AdminOnly } from '../admin-only.js';
import { AdjustmentForm } from './adjustment-form.js';
import { OrganisationSearch } from './organisation-search.js';

/** Corrections of wallets: whose, how much, and why. */
export function AdjustmentsPage() {
  return (
    <AdminOnly title="Adjust a wallet">
      <Adjustments />
    </AdminOnly>
  );
}

function Adjustments() {
  const { organisationId } = useSearch({ from: '/app/admin/adjustments' });
  const navigate = useNavigate({ from: '/admin/adjustments' });
  const choose = (id: string | undefined) => void navigate({ search: { organisationId: id } });
  return (
    <Page
      title="Adjust a wallet"
      lead="Gives promotional credits, or removes available ones. The statement and the audit log keep the reason."
    >
      {organisationId === undefined ? (
        <OrganisationSearch onChoose={choose} />
      ) : (
        <ChosenOrganisation
          key={organisationId}
          id={organisationId}
          onOther={() => choose(undefined)}
        />
      )}
    </Page>
  );
}

function ChosenOrganisation({ id, onOther }: { id: string; onOther: () => void }) {
  const found = useOrganisationSearch(id);
  const other = <Button onClick={onOther}>Choose another</Button>;
  return (
    <QueryView query={found} what="The organisation">
      {(rows) => {
        const organisation = rows.find((row) => row.id === id);
        return organisation === undefined ? (
          <EmptyState title="There is no such organisation" action={other} />
        ) : (
          <>
            <Section title="Whose wallet" actions={other}>
              <Card>
                <Facts
                  facts={[
                    ['Organisation', organisation.name],
                    ['Administrators', organisation.administrators.join(', ') || 'None'],
                    [
                      'Id',
                      <code key="id" className="font-mono text-[0.8125rem]">
                        {id}
                      </code>,
                    ],
                  ]}
                />
              </Card>
            </Section>
            <AdjustmentForm organisation={organisation} />
          </>
        );
      }}
    </QueryView>
  );
}
