import type { InboxEvent } from '../../../hooks/inbox.js';
import { Badge, type Tone } from '../../../ui/badge.js';

const words: Readonly<Record<InboxEvent['state'], readonly [name: string, tone: Tone]>> = {
  received: ['Waiting', 'caution'],
  done: ['Done', 'positive'],
  ignored: ['Ignored', 'neutral'],
  refused: ['Refused', 'negative'],
  dead: ['Failed too often', 'negative'],
};

/** What became of an event, as words. */
export function eventStateName(state: InboxEvent['state']): string {
  return words[state][0];
}

/** What became of an event. */
export function EventState({ state }: { state: InboxEvent['state'] }) {
  const [name, tone] = words[state];
  return <Badge tone={tone}>{name}</Badge>;
}
