import type { StreamMeter, Taken } from '../metering/stream-meter.js';
import { createFrames, type Frame } from '../wire/sse-frames.js';
import { type AgentReply, readReply } from './agent-reply.js';
import type { TaskView } from './states.js';

/**
 * Reads a stream of JSON-RPC results frame by frame. A frame passes byte for byte once `mayPass` has
 * seen it; one that may not cuts the stream.
 */
export function createGuardedFrames(
  mayPass: (reply: AgentReply) => Promise<boolean>,
): Pick<StreamMeter, 'take' | 'rest'> {
  const frames = createFrames();

  async function passed(taken: readonly Frame[]): Promise<Taken> {
    const pass: Buffer[] = [];
    for (const { bytes, data } of taken) {
      if (!(await mayPass(readReply(Buffer.from(data))))) {
        return { pass, cut: true };
      }
      pass.push(bytes);
    }
    return { pass, cut: false };
  }

  return {
    take: (chunk) => passed(frames.take(chunk)),
    rest: async () => (await passed(frames.rest())).pass,
  };
}

/** A stream's first event: a whole task, or an update of one that had `before` outputs. */
export function firstView(event: TaskView, before: number): TaskView {
  const added = event.state === '' ? before + event.outputs : event.outputs;
  return { ...event, outputs: Math.max(added, before) };
}

/**
 * What is known of a stream's task after one more event: the last state, all its outputs, and the last
 * count at `pointer`.
 */
export function mergedView(before: TaskView, event: TaskView, pointer?: string): TaskView {
  if (before.taskId !== event.taskId) {
    return event;
  }
  return {
    taskId: event.taskId,
    contextId: event.contextId ?? before.contextId,
    // An artifact says no state: the task goes on in the one that it was in.
    state: event.state === '' ? before.state : event.state,
    outputs: before.outputs + event.outputs,
    // Of several counts the last one counts.
    units: pointer !== undefined && event.units(pointer) === undefined ? before.units : event.units,
  };
}
