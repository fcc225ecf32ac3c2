import { toast } from 'sonner';
import { asProblem } from '../../api/problem.js';
import { type Module, usePublishModule } from '../../hooks/modules.js';
import { dateText } from '../../time/format.js';
import { Button } from '../../ui/button.js';
import { CodeBlock } from '../../ui/code-block.js';
import { Disclosure } from '../../ui/disclosure.js';
import { Card, Section } from '../../ui/layout.js';
import { ProblemNotice } from '../../ui/states.js';

interface Proof {
  readonly url: string;
  readonly content: string;
}

function proofOf({ upstreamUrl, ownership }: Module): Proof {
  return { url: `${new URL(upstreamUrl).origin}${ownership.path}`, content: ownership.content };
}

/** What is to be served where, each with a button to copy it. */
function ProofLine({ url, content }: Proof) {
  return (
    <div className="flex flex-col gap-3">
      <CodeBlock label="File" code={url} copy="Copy address" wrap />
      <CodeBlock label="A line of it" code={content} copy="Copy line" wrap />
    </div>
  );
}

/** The line that a refusal asks for; nothing for other refusals. */
export function AskedProof({ error }: { error: unknown }) {
  const { code, facts } = asProblem(error);
  const { url, content } = facts;
  return code === 'ownership_not_proven' &&
    typeof url === 'string' &&
    typeof content === 'string' ? (
    <ProofLine url={url} content={content} />
  ) : null;
}

function CheckButton({ module, label, done }: { module: Module; label: string; done: string }) {
  const publish = usePublishModule(module.id);
  const run = () => publish.mutate(undefined, { onSuccess: () => toast.success(done) });
  const isUnproven =
    publish.error !== null && asProblem(publish.error).code === 'ownership_not_proven';
  return (
    <>
      <Button look="primary" className="self-start" busy={publish.isPending} onClick={run}>
        {label}
      </Button>
      {publish.error !== null && (
        <ProblemNotice
          error={publish.error}
          title={isUnproven ? 'The address is not proven yet' : 'The check did not succeed'}
        />
      )}
    </>
  );
}

/** How a draft gets to the marketplace: show that the address is yours, then have it checked. */
export function PublishPanel({ module }: { module: Module }) {
  return (
    <Section title="Publish">
      <Card className="flex flex-col gap-4">
        <p className="max-w-2xl text-sm text-muted">
          This is a draft. Publishing puts it on the marketplace, where every organisation can call
          it and pay for it. First show that the address is yours: serve this line in this file, as
          text, without a redirect. Leave it there, because a change of the address asks for it.
        </p>
        <ProofLine {...proofOf(module)} />
        <CheckButton
          module={module}
          label="Check and publish"
          done={`${module.name} is on the marketplace.`}
        />
      </Card>
    </Section>
  );
}

/** When a published module's address was proven, or how to do it. */
export function ProvenPanel({ module }: { module: Module }) {
  const { provenAt } = module.ownership;
  return (
    <Section title="Whose address">
      {provenAt === null ? (
        <Card className="flex flex-col gap-4">
          <p className="max-w-2xl text-sm text-muted">
            This module was published before addresses had to be proven. Serve this line in this
            file, as text, without a redirect, and have it checked: a change of the address asks for
            it.
          </p>
          <ProofLine {...proofOf(module)} />
          <CheckButton module={module} label="Check" done="The address is proven." />
        </Card>
      ) : (
        <>
          <p className="text-sm text-muted">
            Proven on {dateText(provenAt)}. Keep serving the line: a change of the address asks for
            it.
          </p>
          <Disclosure label="Show the line">
            <ProofLine {...proofOf(module)} />
          </Disclosure>
        </>
      )}
    </Section>
  );
}
