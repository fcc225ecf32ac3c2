import { Plus } from 'lucide-react';
import { useState } from 'react';
import { type AdminPackage, useAdminPackages } from '../../../hooks/admin-packages.js';
import { Button } from '../../../ui/button.js';
import { Page, Section } from '../../../ui/layout.js';
import { QueryView } from '../../../ui/query-view.js';
import { EmptyState } from '../../../ui/states.js';
import { AdminOnly } from '../admin-only.js';
import { CustomOfferSection } from './custom-offer-section.js';
import { PackageDialog } from './package-dialog.js';
import { PackageTable } from './package-table.js';

/** What is on sale: packages, and custom amounts. */
export function PackagesPage() {
  return (
    <AdminOnly title="Packages">
      <Packages />
    </AdminOnly>
  );
}

function Packages() {
  const packages = useAdminPackages();
  const [editing, setEditing] = useState<AdminPackage>();
  const [open, setOpen] = useState(false);
  const edit = (item?: AdminPackage) => {
    setEditing(item);
    setOpen(true);
  };
  const create = (
    <Button look="primary" onClick={() => edit()}>
      <Plus aria-hidden />
      New package
    </Button>
  );
  return (
    <Page
      title="Packages"
      lead="What is sold. No credit may cost less than the price at which calls are converted."
      actions={create}
    >
      <Section title="Credit packages">
        <QueryView query={packages} what="The packages">
          {(rows) =>
            rows.length === 0 ? (
              <EmptyState title="No packages yet" action={create}>
                Buyers choose between packages, or name an amount of their own.
              </EmptyState>
            ) : (
              <PackageTable packages={rows} onEdit={edit} />
            )
          }
        </QueryView>
      </Section>
      <CustomOfferSection />
      <PackageDialog open={open} onOpenChange={setOpen} from={editing} />
    </Page>
  );
}
