import type { LedgerStore } from '@telex-credits/store';
import { type Clock, organisation, type Rig, startRig } from './rig.js';
import { type Got, json, type StubServer, startStub } from './stub.js';

export const message = (more: object = {}, params: object = {}, method = 'message/send') =>
  JSON.stringify({
    jsonrpc: '2.0',
    id: 3,
    method,
    params: {
      message: { role: 'user', parts: [{ type: 'text', text: 'ping' }], ...more },
      ...params,
    },
  });
export const rpc = (method: string, params: object) =>
  JSON.stringify({ jsonrpc: '2.0', id: 'q', method, params });
export const result = (value: unknown) => ({ jsonrpc: '2.0', id: 3, result: value });
export const task = (state: string, more: object = {}) => ({
  kind: 'task',
  id: 'task-1',
  contextId: 'ctx-1',
  status: { state },
  ...more,
});
export const pushConfig = (url: string, more: object = {}) => ({
  configuration: {
    acceptedOutputModes: ['text/plain'],
    blocking: false,
    pushNotificationConfig: {
      url,
      token: 'caller-token',
      authentication: { schemes: ['Bearer'] },
      ...more,
    },
  },
});

/** A gateway with one agent, its caller's push address, and what tests do with them. */
export interface AgentBench {
  readonly rig: Rig;
  readonly agent: StubServer;
  readonly telex: StubServer;
  /** Sends a body to the agent through the gateway. */
  send(body: string, more?: object): Promise<Got>;
  /** Makes the agent answer with this result from now on. */
  answers(reply: unknown): void;
  /** The callback that the agent was given. */
  given(): { readonly url: string; readonly token: string; readonly path: string };
  /** Pushes to that callback. */
  push(body: unknown, token?: string): Promise<Got>;
  /** Outcomes of all ended calls, oldest first. */
  outcomes(): Promise<unknown[]>;
  close(): Promise<void>;
}

async function outcomesOf({ ledger }: Rig): Promise<unknown[]> {
  const entries = await ledger.entries({
    walletId: organisation,
    types: ['capture', 'charge', 'release'],
    order: 'oldest_first',
    limit: 100,
  });
  return entries.map(({ operation }) => operation.note?.outcome);
}

function givenTo(agent: StubServer) {
  const body = agent.heard
    .map((heard) => heard.body)
    .find((text) => text.includes('/gateway/push/'));
  const { params } = JSON.parse(body ?? '{}');
  const config =
    params.configuration?.pushNotificationConfig ??
    params.configuration?.taskPushNotificationConfig ??
    params.pushNotificationConfig ??
    params;
  return { ...config, path: new URL(config.url).pathname };
}

/** Starts a bench: ten credits, an agent `bot` at one credit a call, and a connection to it. */
export async function startAgentBench(ledger: (clock: Clock) => LedgerStore): Promise<AgentBench> {
  const rig = await startRig({ ledger });
  const agent = await startStub((_req, res) => json(res, result({ kind: 'message', parts: [] })));
  const telex = await startStub((_req, res) => json(res, { status: 'success' }));
  rig.addModule({ slug: 'bot', upstreamUrl: `${agent.origin}/a2a/bot` });
  rig.identities.set('connection:con-secret', {
    kind: 'connection',
    id: 'con_1',
    organisationId: organisation,
    scopes: ['gateway'],
    moduleIds: ['mod_bot'],
    cap: null,
  });
  await rig.grant('10');
  return {
    ...{ rig, agent, telex },
    send: (body, more = {}) => rig.ask({ path: '/gateway/a2a/bot', body, ...more }),
    answers(reply) {
      agent.behave = (_req, res) => json(res, result(reply));
    },
    given: () => givenTo(agent),
    push: (body, token = givenTo(agent).token) =>
      rig.ask({
        path: givenTo(agent).path,
        body: JSON.stringify(body),
        key: null,
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      }),
    outcomes: () => outcomesOf(rig),
    async close() {
      await rig.close();
      await agent.close();
      await telex.close();
    },
  };
}
