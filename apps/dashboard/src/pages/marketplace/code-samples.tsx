import type { Listing } from '../../hooks/marketplace.js';
import { CodeBlock } from '../../ui/code-block.js';
import { Section } from '../../ui/layout.js';
import { curlSample, fetchSample } from './samples.js';

/** The same call in two languages. */
export function CodeSamples({ listing }: { listing: Listing }) {
  const { origin } = window.location;
  return (
    <Section
      title="Call it from your program"
      lead="Put your key into TELEX_CREDITS_KEY. Keys belong on servers, never in a browser."
    >
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <CodeBlock label="curl" code={curlSample(listing, origin)} copy="Copy curl" />
        <CodeBlock label="fetch" code={fetchSample(listing, origin)} copy="Copy fetch" />
      </div>
    </Section>
  );
}
