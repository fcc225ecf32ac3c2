import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { CircleUserRound, LogOut } from 'lucide-react';
import { toast } from 'sonner';
import { signOut } from '../api/authentication.js';
import { forgetOrganisation } from '../api/organisation.js';
import { asProblem } from '../api/problem.js';
import { useMe } from '../hooks/me.js';
import { Button } from '../ui/button.js';
import { Menu, MenuChoice, MenuItem, MenuLabel, MenuSeparator } from '../ui/menu.js';
import { themes, useTheme } from './theme.js';

const themeNames = { system: 'As the system', light: 'Light', dark: 'Dark' } as const;

/** Who is signed in, the theme, and the way out. */
export function AccountMenu() {
  const { person } = useMe();
  const [theme, chooseTheme] = useTheme();
  const leave = useLeave();
  return (
    <Menu
      trigger={
        <Button look="quiet" size="icon" aria-label="Account and theme">
          <CircleUserRound aria-hidden />
        </Button>
      }
    >
      <MenuLabel>
        <span className="block text-sm font-medium text-ink">{person.name}</span>
        <span className="block break-all">{person.email}</span>
      </MenuLabel>
      <MenuSeparator />
      <MenuChoice
        label="Theme"
        value={theme}
        onChange={chooseTheme}
        options={themes.map((value) => ({ value, label: themeNames[value] }))}
      />
      <MenuSeparator />
      <MenuItem onSelect={leave}>
        <LogOut aria-hidden className="size-4" />
        Sign out
      </MenuItem>
    </Menu>
  );
}

function useLeave(): () => void {
  const client = useQueryClient();
  const navigate = useNavigate();
  return () => {
    const run = async () => {
      await signOut();
      // First away from the pages that need a person, then forget whose they were.
      await navigate({ to: '/sign-in' });
      forgetOrganisation();
      client.clear();
    };
    run().catch((error: unknown) => toast.error(asProblem(error).detail));
  };
}
