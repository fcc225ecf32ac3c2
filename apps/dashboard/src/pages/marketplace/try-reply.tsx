import { Link } from '@tanstack/react-router';
import { Credits } from '../../amounts/amount.js';
import { agentText } from '../../api/agent-text.js';
import type { GatewayReply } from '../../api/gateway.js';
import type { Listing } from '../../hooks/marketplace.js';
import { Badge } from '../../ui/badge.js';
import { CodeBlock } from '../../ui/code-block.js';
import { Facts } from '../../ui/facts.js';

/** What the module answered and what that cost. */
export function TryReply({ kind, reply }: { kind: Listing['kind']; reply: GatewayReply }) {
  const words = replyText(kind, reply);
  const { usageId } = reply;
  return (
    <section aria-label="Reply" aria-live="polite" className="flex flex-col gap-4">
      <div className="flex items-center gap-2">
        <h3 className="font-medium">Reply</h3>
        <Badge tone={reply.status < 400 ? 'positive' : 'negative'}>{reply.status}</Badge>
      </div>
      {words !== '' && (
        <p className="rounded-xl bg-sunken px-4 py-3 break-words whitespace-pre-wrap">{words}</p>
      )}
      <Facts
        facts={[
          [
            'Charged',
            reply.credits === null ? (
              'See the receipt'
            ) : (
              <Credits key="charged" amount={reply.credits} unit className="font-semibold" />
            ),
          ],
          ...(reply.balance === null
            ? []
            : [['New balance', <Credits key="balance" amount={reply.balance} unit />] as const]),
          ...(usageId === null
            ? []
            : [
                [
                  'Receipt',
                  <Link
                    key="receipt"
                    to="/usage/$id"
                    params={{ id: usageId }}
                    className="font-medium break-all text-accent-ink underline"
                  >
                    Open the receipt
                  </Link>,
                ] as const,
              ]),
        ]}
      />
      <CodeBlock
        label="Raw answer"
        code={reply.json === undefined ? reply.text : JSON.stringify(reply.json, null, 2)}
      />
    </section>
  );
}

function replyText(kind: Listing['kind'], reply: GatewayReply): string {
  if (kind === 'a2a') {
    return agentText(reply.json);
  }
  if (kind === 'telexai') {
    return chatText(reply.json);
  }
  if (kind === 'openai') {
    return completionText(reply.json);
  }
  return '';
}

/** The words of a Telex AI reply: `data.Messages.content`. */
export function chatText(json: unknown): string {
  const data = (json as { data?: Record<string, { content?: unknown }> } | undefined)?.data;
  const content = (data?.Messages ?? data?.messages)?.content;
  return typeof content === 'string' ? content : '';
}

/** The words of an OpenAI reply: `choices[0].message.content`. */
function completionText(json: unknown): string {
  const reply = json as { choices?: { message?: { content?: unknown } }[] } | undefined;
  const content = reply?.choices?.[0]?.message?.content;
  return typeof content === 'string' ? content : '';
}
