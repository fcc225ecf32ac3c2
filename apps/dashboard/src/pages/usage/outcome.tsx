import type { UsageItem } from '../../hooks/usage.js';
import { Badge, type Tone } from '../../ui/badge.js';

const words: Readonly<Record<UsageItem['outcome'], readonly [name: string, tone: Tone]>> = {
  success: ['Success', 'positive'],
  upstream_error: ['Module error', 'negative'],
  input_required: ['Needs input', 'caution'],
  canceled: ['Canceled', 'neutral'],
  failed: ['Failed', 'negative'],
  rejected: ['Rejected', 'negative'],
  auth_required: ['Needs sign-in', 'caution'],
  not_reached: ['Not reached', 'negative'],
  timed_out: ['Timed out', 'negative'],
  cut_short: ['Cut short', 'caution'],
  caller_went_away: ['Caller left', 'neutral'],
  charged_late: ['Charged late', 'caution'],
};

/** How a call ended. */
export function Outcome({ outcome }: { outcome: UsageItem['outcome'] }) {
  const [name, tone] = words[outcome] ?? [outcome, 'neutral'];
  return <Badge tone={tone}>{name}</Badge>;
}
