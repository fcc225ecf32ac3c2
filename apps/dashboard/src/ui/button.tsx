import { cva, type VariantProps } from 'class-variance-authority';
import { LoaderCircle } from 'lucide-react';
import { Slot } from 'radix-ui';
import type { ComponentProps } from 'react';
import { cn } from './class-names.js';

const styles = cva(
  'inline-flex shrink-0 items-center justify-center gap-2 rounded-lg font-medium whitespace-nowrap transition-colors disabled:opacity-55 disabled:cursor-not-allowed [&_svg]:size-4 [&_svg]:shrink-0',
  {
    variants: {
      look: {
        primary: 'bg-accent text-on-accent hover:bg-accent-hover',
        secondary: 'border border-line bg-surface text-ink shadow-card hover:bg-sunken',
        quiet: 'text-muted hover:bg-sunken hover:text-ink',
        danger: 'border border-line bg-surface text-negative hover:bg-negative-soft',
      },
      size: {
        normal: 'h-10 px-4 text-sm',
        small: 'h-8 px-3 text-[0.8125rem]',
        icon: 'size-10',
      },
    },
    defaultVariants: { look: 'secondary', size: 'normal' },
  },
);

type ButtonProps = ComponentProps<'button'> &
  VariantProps<typeof styles> & {
    /** Styles its only child (a link) as a button. */
    readonly asChild?: boolean;
    /** Shows that the action runs, and keeps it from being started again. */
    readonly busy?: boolean;
  };

/** A button; `type` is `button` unless told, so that none submits a form by accident. */
export function Button({
  look,
  size,
  asChild = false,
  busy = false,
  className,
  disabled,
  children,
  type = 'button',
  ...rest
}: ButtonProps) {
  const classes = cn(styles({ look, size }), className);
  if (asChild) {
    return (
      <Slot.Root className={classes} {...rest}>
        {children}
      </Slot.Root>
    );
  }
  return (
    <button type={type} className={classes} disabled={disabled || busy} aria-busy={busy} {...rest}>
      {busy && <LoaderCircle aria-hidden className="animate-spin" />}
      {children}
    </button>
  );
}
