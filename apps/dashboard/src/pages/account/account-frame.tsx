import type { ReactNode } from 'react';

interface AccountFrameProps {
  readonly title: string;
  readonly lead?: ReactNode;
  readonly children: ReactNode;
}

/** The quiet page around signing in and up. */
export function AccountFrame({ title, lead, children }: AccountFrameProps) {
  return (
    <main className="flex min-h-dvh flex-col items-center justify-center px-4 py-12">
      <title>{`${title} · Telex Credits`}</title>
      <div className="w-full max-w-sm">
        <p className="mb-8 flex items-center gap-2.5 font-semibold">
          <img src="/favicon.svg" alt="" className="size-7" />
          Telex Credits
        </p>
        <h1 className="text-2xl font-semibold">{title}</h1>
        {lead !== undefined && <p className="mt-1 text-muted">{lead}</p>}
        <div className="mt-6 flex flex-col gap-5">{children}</div>
      </div>
    </main>
  );
}
