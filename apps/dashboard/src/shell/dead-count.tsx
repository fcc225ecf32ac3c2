import { useDeadEvents } from '../hooks/inbox.js';

/** How many events of payment providers failed too often; nothing where there are none. */
export function DeadCount() {
  const { data } = useDeadEvents();
  if (data === undefined || data.count === 0) {
    return null;
  }
  const count = `${data.count}${data.isMore ? '+' : ''}`;
  return (
    <span className="ml-auto rounded-full bg-negative-soft px-2 py-0.5 text-xs font-medium text-negative tabular">
      <span className="sr-only">: </span>
      {count}
      <span className="sr-only"> failed too often</span>
    </span>
  );
}
