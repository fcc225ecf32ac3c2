import type { Description, Operation, Schema } from '../common/description.js';

const text: Schema = { type: 'string', minLength: 1 };

function jsonBody(properties: Readonly<Record<string, Schema>>): Operation {
  const schema = { type: 'object', properties, required: Object.keys(properties) };
  return { requestBody: { required: true, content: { 'application/json': { schema } } } };
}

/** What Telex's account API and its channels take, after `reference/telex` of the project's notes. */
export const telexDescription: Description = {
  paths: {
    '/auth/login': { post: jsonBody({ email: text, password: text }) },
    '/auth/logout': { post: {} },
    '/users/organisations': { get: {} },
    '/users/{user_id}/organisations/{org_id}/roles': { get: {} },
    '/webhooks/{channel_id}': { get: {} },
    '/v1/webhooks/{webhook_id}': {
      post: jsonBody({
        event_name: text,
        message: text,
        status: { type: 'string', enum: ['success', 'error'] },
        username: text,
      }),
    },
  },
  components: { schemas: {} },
};
