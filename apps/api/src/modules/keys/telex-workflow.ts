/**
 * What a person pastes into a Telex workflow. Telex names an agent by URL alone and adds no header
 * of ours, so the connection's secret is in the URL.
 */
export function telexWorkflow(agent: {
  readonly slug: string;
  readonly name: string;
  readonly url: string;
}) {
  return {
    nodes: [
      {
        id: agent.slug.replaceAll('-', '_'),
        name: agent.name,
        type: 'a2a/mastra-a2a-node',
        typeVersion: 1,
        parameters: {},
        position: [816, -112],
        url: agent.url,
      },
    ],
  };
}
