import { ChevronsUpDown } from 'lucide-react';
import { pickOrganisation } from '../api/organisation.js';
import { useMe, useOrganisation } from '../hooks/me.js';
import { Button } from '../ui/button.js';
import { Menu, MenuChoice } from '../ui/menu.js';
import { roleName } from './role-name.js';

/** Shows for which organisation the page works; a menu where there are several. */
export function OrganisationSwitcher() {
  const { organisations } = useMe();
  const current = useOrganisation();
  if (organisations.length < 2) {
    return <span className="truncate text-sm font-medium">{current.name}</span>;
  }
  return (
    <Menu
      align="start"
      trigger={
        <Button
          look="quiet"
          aria-label={`Organisation: ${current.name}. Change`}
          className="min-w-0 shrink px-2 text-ink"
        >
          <span className="truncate">{current.name}</span>
          <ChevronsUpDown aria-hidden className="text-muted" />
        </Button>
      }
    >
      <MenuChoice
        label="Organisations"
        value={current.id}
        onChange={pickOrganisation}
        options={organisations.map(({ id, name, role, managedBy }) => ({
          value: id,
          label: (
            <>
              <span className="block">{name}</span>
              <span className="block text-xs text-muted">
                {roleName(role)}
                {managedBy === 'telex' && ' · from Telex'}
              </span>
            </>
          ),
        }))}
      />
    </Menu>
  );
}
