package io.camelid.itests.acceptance.harness;

/** The routes that the calls of provider-backend-configurations.md imply: the document gives none. */
public final class ImpliedRoutes {
    public static final String YAML =
            """
            apiVersion: gateway.networking.k8s.io/v1
            kind: HTTPRoute
            metadata: {name: providers, namespace: kgateway-system}
            spec:
              parentRefs: [{name: ai-gateway}]
              rules:
              - matches: [{path: {type: PathPrefix, value: /ollama}}]
                backendRefs: [{name: ollama-backend, group: agentgateway.dev, kind: AgentgatewayBackend}]
              - matches: [{path: {type: PathPrefix, value: /openai}}]
                backendRefs: [{name: openai-backend, group: agentgateway.dev, kind: AgentgatewayBackend}]
              - matches: [{path: {type: PathPrefix, value: /anthropic}}]
                backendRefs: [{name: anthropic-backend, group: agentgateway.dev, kind: AgentgatewayBackend}]
              - matches: [{path: {type: PathPrefix, value: /gemini}}]
                backendRefs: [{name: gemini-backend, group: agentgateway.dev, kind: AgentgatewayBackend}]
            """;

    private ImpliedRoutes() {}
}
