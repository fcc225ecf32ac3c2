import { cn } from './class-names.js';
import { CopyButton } from './copy-button.js';

interface CodeBlockProps {
  readonly label: string;
  readonly code: string;
  /** Name of the copy button, where one is wanted. */
  readonly copy?: string;
  /** Breaks long lines instead of scrolling sideways. */
  readonly wrap?: boolean;
}

/** Code or a raw answer: scrolls inside itself, reachable by keyboard. */
export function CodeBlock({ label, code, copy, wrap = false }: CodeBlockProps) {
  return (
    <figure className="min-w-0 shrink-0 overflow-hidden rounded-xl border border-line bg-sunken">
      <figcaption className="flex min-h-11 items-center justify-between gap-3 border-b border-line py-1.5 pr-2 pl-4 text-xs font-medium text-muted">
        {label}
        {copy !== undefined && <CopyButton text={code} label={copy} />}
      </figcaption>
      <section
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must take focus
        tabIndex={0}
        aria-label={label}
        className="max-h-80 overflow-auto px-4 py-3"
      >
        <pre
          className={cn(
            'font-mono text-[0.8125rem] leading-relaxed',
            wrap && 'break-all whitespace-pre-wrap',
          )}
        >
          {code}
        </pre>
      </section>
    </figure>
  );
}
