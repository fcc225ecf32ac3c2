import { useNavigate } from '@tanstack/react-router';
import { CircleUserRound, LogOut, UserCog } from 'lucide-react';
import { toast } from 'sonner';
import { signOut } from '../api/authentication.js';
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
  const navigate = useNavigate();
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
      <MenuItem onSelect={() => void navigate({ to: '/account' })}>
        <UserCog aria-hidden className="size-4" />
        Your account
      </MenuItem>
      <MenuItem onSelect={leave}>
        <LogOut aria-hidden className="size-4" />
        Sign out
      </MenuItem>
    </Menu>
  );
}

function leave(): void {
  signOut().then(
    // A fresh page: nothing of this person, trial keys included, stays in memory.
    () => window.location.assign('/sign-in'),
    (error: unknown) => toast.error(asProblem(error).detail),
  );
}
