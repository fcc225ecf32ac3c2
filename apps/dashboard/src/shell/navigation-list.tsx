import { Link } from '@tanstack/react-router';
import { useOrganisation, usePlatformRole } from '../hooks/me.js';
import { DeadCount } from './dead-count.js';
import { navigationFor } from './navigation.js';

/** The links of the navigation in their groups. */
export function NavigationList({ onNavigate }: { onNavigate?: () => void }) {
  const groups = navigationFor(useOrganisation().role, usePlatformRole());
  return (
    <nav aria-label="Main" className="flex flex-col gap-6">
      {groups.map(({ label, destinations }) => (
        <div key={label}>
          <p className="px-3 pb-1.5 text-xs font-medium text-faint">{label}</p>
          <ul className="flex flex-col gap-0.5">
            {destinations.map(({ to, label: name, icon: Icon }) => (
              <li key={to}>
                <Link
                  to={to}
                  onClick={() => onNavigate?.()}
                  activeOptions={{ exact: to === '/', includeSearch: false }}
                  className="flex h-9 items-center gap-3 rounded-lg px-3 text-sm text-muted transition-colors hover:bg-sunken hover:text-ink aria-[current=page]:bg-accent-soft aria-[current=page]:font-medium aria-[current=page]:text-accent-ink"
                >
                  <Icon aria-hidden className="size-4 shrink-0" />
                  {name}
                  {to === '/admin/inbox' && <DeadCount />}
                </Link>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}
