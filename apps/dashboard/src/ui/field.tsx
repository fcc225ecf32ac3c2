import { type ComponentProps, type ReactNode, useId } from 'react';
import { cn } from './class-names.js';

const box =
  'w-full min-w-0 rounded-lg border border-line-strong bg-surface px-3 text-ink placeholder:text-faint aria-invalid:border-negative disabled:opacity-60';

interface FrameProps {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly error?: string | undefined;
  readonly className?: string | undefined;
}

interface Wiring {
  readonly id: string;
  readonly 'aria-invalid': boolean | undefined;
  readonly 'aria-describedby': string | undefined;
}

/** A label, its control, a hint and an error, tied together for screen readers. */
function Frame({
  label,
  hint,
  error,
  className,
  children,
}: FrameProps & { readonly children: (wiring: Wiring) => ReactNode }) {
  const id = useId();
  const hasHint = hint !== undefined;
  const hasError = error !== undefined;
  const described = [hasHint ? `${id}-hint` : '', hasError ? `${id}-error` : '']
    .filter(Boolean)
    .join(' ');
  return (
    <div className={cn('flex min-w-0 flex-col gap-1.5', className)}>
      <label htmlFor={id} className="text-sm font-medium">
        {label}
      </label>
      {children({
        id,
        'aria-invalid': hasError || undefined,
        'aria-describedby': described === '' ? undefined : described,
      })}
      {hasHint && (
        <p id={`${id}-hint`} className="text-xs text-muted">
          {hint}
        </p>
      )}
      {hasError && (
        <p id={`${id}-error`} role="alert" className="text-xs font-medium text-negative">
          {error}
        </p>
      )}
    </div>
  );
}

/** One line of text. */
export function TextField({
  label,
  hint,
  error,
  className,
  ...rest
}: FrameProps & ComponentProps<'input'>) {
  return (
    <Frame label={label} hint={hint} error={error} className={className}>
      {(wiring) => <input className={cn(box, 'h-10')} {...wiring} {...rest} />}
    </Frame>
  );
}

/** Several lines of text. */
export function TextArea({
  label,
  hint,
  error,
  className,
  mono = false,
  ...rest
}: FrameProps & ComponentProps<'textarea'> & { readonly mono?: boolean }) {
  return (
    <Frame label={label} hint={hint} error={error} className={className}>
      {(wiring) => (
        <textarea
          rows={4}
          className={cn(box, 'py-2', mono && 'font-mono text-[0.8125rem]')}
          {...wiring}
          {...rest}
        />
      )}
    </Frame>
  );
}

/** A choice of a few; the browser's own list, which works everywhere. */
export function SelectField({
  label,
  hint,
  error,
  className,
  children,
  ...rest
}: FrameProps & ComponentProps<'select'>) {
  return (
    <Frame label={label} hint={hint} error={error} className={className}>
      {(wiring) => (
        <select className={cn(box, 'h-10')} {...wiring} {...rest}>
          {children}
        </select>
      )}
    </Frame>
  );
}

/** A box to tick, with what it means beside it. */
export function CheckField({
  label,
  hint,
  className,
  ...rest
}: Omit<FrameProps, 'error'> & ComponentProps<'input'>) {
  const id = useId();
  return (
    <div className={cn('flex gap-3', className)}>
      <input
        type="checkbox"
        id={id}
        aria-describedby={hint === undefined ? undefined : `${id}-hint`}
        className="mt-1 size-4 shrink-0 accent-accent"
        {...rest}
      />
      <div>
        <label htmlFor={id} className="text-sm font-medium">
          {label}
        </label>
        {hint !== undefined && (
          <p id={`${id}-hint`} className="text-xs text-muted">
            {hint}
          </p>
        )}
      </div>
    </div>
  );
}
