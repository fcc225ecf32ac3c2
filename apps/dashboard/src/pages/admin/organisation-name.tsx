import { Link } from '@tanstack/react-router';

interface OrganisationNameProps {
  readonly id: string;
  readonly name: string | null;
}

/** An organisation; leads to its purchases. */
export function OrganisationName({ id, name }: OrganisationNameProps) {
  return (
    <Link
      to="/admin/orders"
      search={{ organisationId: id }}
      className="font-medium break-words text-accent-ink hover:underline"
    >
      {name ?? id}
    </Link>
  );
}
