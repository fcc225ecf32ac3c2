import type { Socket } from 'node:net';
import { failure, type Request, runCommand } from './commands/run-command.js';
import { refuse } from './errors.js';
import { type Effect, type FaultRegistry, faultError } from './faults.js';
import type { ServerState } from './server-state.js';
import { abortTransaction, sessionId } from './sessions/session.js';
import type { Doc } from './values/doc.js';
import { createFrameReader, type Frame, OP_MSG, OP_QUERY, ProtocolError } from './wire/frames.js';
import { readMessage, writeMessage } from './wire/op-msg.js';
import { readQuery, writeReply } from './wire/op-query.js';

export interface ConnectionOptions {
  readonly state: ServerState;
  readonly faults: FaultRegistry;
  readonly id: number;
  /** Called with every command, before anything happens to it. */
  readonly onCommand: (request: Request) => void;
}

/** Serves one connection: a request at a time, in their order. */
export function serveConnection(socket: Socket, options: ConnectionOptions): void {
  const read = createFrameReader();
  let queue = Promise.resolve();
  socket.setNoDelay(true);
  socket.on('error', () => socket.destroy());
  socket.on('data', (chunk) => {
    let frames: Frame[] = [];
    try {
      frames = read(chunk);
    } catch {
      socket.destroy();
    }
    for (const frame of frames) {
      queue = queue.then(() => serveFrame(socket, frame, options));
    }
  });
}

async function serveFrame(socket: Socket, frame: Frame, options: ConnectionOptions): Promise<void> {
  if (socket.destroyed) {
    return;
  }
  try {
    const answer = await answerFrame(frame, options);
    if (answer === 'drop') {
      socket.destroy();
    } else if (answer !== undefined && !socket.destroyed) {
      socket.write(answer);
    }
  } catch {
    // What cannot be read, such as a compressed message (none was offered), ends the connection.
    socket.destroy();
  }
}

async function answerFrame(
  frame: Frame,
  options: ConnectionOptions,
): Promise<Buffer | 'drop' | undefined> {
  if (frame.opCode === OP_QUERY) {
    return writeReply(frame.requestId, await handshake(frame, options));
  }
  if (frame.opCode !== OP_MSG) {
    throw new ProtocolError(`operation ${frame.opCode}`);
  }
  const { body, unanswered } = readMessage(frame);
  const name = Object.keys(body)[0] ?? '';
  const db = typeof body.$db === 'string' ? body.$db : '';
  const request = { name, db, body, connectionId: options.id };
  options.onCommand(request);
  const reply = await runWithFaults(options, request);
  if (reply === 'drop' || unanswered) {
    return reply === 'drop' ? 'drop' : undefined;
  }
  return writeMessage(frame.requestId, reply);
}

async function handshake(frame: Frame, { state, id }: ConnectionOptions): Promise<Doc> {
  const { db, body } = readQuery(frame);
  const request = { name: Object.keys(body)[0] ?? '', db, body, connectionId: id };
  if (!/^(hello|isMaster|ismaster)$/.test(request.name)) {
    return failure(
      state,
      request,
      refuse('UnsupportedOpQueryCommand', `Unsupported OP_QUERY command: ${request.name}.`),
    );
  }
  return runCommand(state, request);
}

async function runWithFaults(
  { state, faults }: ConnectionOptions,
  request: Request,
): Promise<Doc | 'drop'> {
  const effect = faults.take(request);
  if (effect?.kind === 'drop' && effect.when === 'before') {
    return 'drop';
  }
  if (effect?.kind === 'error' && effect.applied !== true) {
    return failInstead(state, request, effect);
  }
  if (effect?.kind === 'delay') {
    await delayed(effect);
  }
  const reply = await runCommand(state, request);
  return effect === undefined ? reply : changed(state, request, { reply, effect });
}

/** A statement that fails ends its transaction, as one that the server fails itself. */
function failInstead(
  state: ServerState,
  request: Request,
  effect: Extract<Effect, { kind: 'error' }>,
): Doc {
  const { lsid, autocommit } = request.body;
  const session = autocommit === false ? state.sessions.get(sessionId(lsid)) : undefined;
  if (session !== undefined && !/^(commit|abort)Transaction$/.test(request.name)) {
    abortTransaction(state, session);
  }
  return failure(state, request, faultError(effect));
}

async function delayed({ ms, until }: Extract<Effect, { kind: 'delay' }>): Promise<void> {
  if (ms !== undefined) {
    await new Promise((resolve) => setTimeout(resolve, ms));
  }
  await until;
}

interface Answered {
  readonly reply: Doc;
  readonly effect: Effect;
}

function changed(state: ServerState, request: Request, { reply, effect }: Answered): Doc | 'drop' {
  switch (effect.kind) {
    case 'drop':
      return 'drop';
    case 'delay':
      return reply;
    case 'error':
      return failure(state, request, faultError(effect));
    case 'write-concern-error': {
      const { code, codeName = `Location${code}`, labels } = effect;
      const concern = { code, codeName, errmsg: 'a fault of the test' };
      return {
        ...reply,
        writeConcernError: concern,
        ...(labels !== undefined && { errorLabels: labels }),
      };
    }
  }
}
