import {
  startTelexStandIn,
  type TelexStandIn,
  type TelexUser,
} from '@telex-credits/payments-testkit';
import request from 'supertest';
import type { Overrides } from '../composition.js';
import { openTestApplication, type TestApplication, type TestPerson } from './test-application.js';

/** The whole program beside a Telex that people sign in with. */
export interface TelexStage {
  readonly telex: TelexStandIn;
  readonly server: TestApplication;
  /** Signs in with the password that the user has at Telex; throws where that is refused. */
  signIn(user: TelexUser): Promise<TestPerson>;
  /** The answer to a sign-in, whatever it is. */
  tryToSignIn(user: { readonly email: string; readonly password: string }): request.Test;
  get(person: TestPerson, path: string): request.Test;
  post(person: TestPerson, path: string, body?: object): request.Test;
  close(): Promise<void>;
}

export async function openTelexStage(
  overrides: Overrides = {},
  variables: Readonly<Record<string, string>> = {},
): Promise<TelexStage> {
  const telex = await startTelexStandIn();
  const server = await openTestApplication(overrides, {
    ...{ TELEX_API_BASE: telex.apiBase, ...variables },
  });
  const tryToSignIn: TelexStage['tryToSignIn'] = ({ email, password }) =>
    request(server.app).post('/api/auth/sign-in/telex').send({ email, password });
  return {
    ...{ telex, server, tryToSignIn },
    async signIn(user) {
      const reply = await tryToSignIn(user).expect(200);
      const token = String(reply.headers['set-auth-token']);
      const headers = { authorization: `Bearer ${token}` };
      const me = await request(server.app).get('/api/v1/me').set(headers).expect(200);
      const { person, organisationId } = me.body;
      return { email: person.email, token, id: person.id, organisationId, headers };
    },
    get: (person, path) => request(server.app).get(`/api/v1${path}`).set(person.headers),
    post: (person, path, body = {}) =>
      request(server.app).post(`/api/v1${path}`).set(person.headers).send(body),
    async close() {
      await server.close();
      await telex.close();
    },
  };
}
