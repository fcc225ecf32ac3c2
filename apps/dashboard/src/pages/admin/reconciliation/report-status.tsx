import type { Report } from '../../../hooks/reconciliation.js';
import { Badge, type Tone } from '../../../ui/badge.js';

const words: Readonly<Record<Report['status'], readonly [name: string, tone: Tone]>> = {
  agrees: ['Agrees', 'positive'],
  explained: ['Explained', 'neutral'],
  open: ['Needs a person', 'negative'],
  unavailable: ['Not all could be asked', 'caution'],
};

/** Whether a day's books agree with the providers'. */
export function ReportStatus({ status }: { status: Report['status'] }) {
  const [name, tone] = words[status];
  return <Badge tone={tone}>{name}</Badge>;
}
