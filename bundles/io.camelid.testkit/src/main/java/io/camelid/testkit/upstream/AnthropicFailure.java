package io.camelid.testkit.upstream;

/** A refusal of the {@link FakeAnthropic}, in Anthropic's words. */
final class AnthropicFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String type;

    AnthropicFailure(int status, String type, String message) {
        super(message);
        this.status = status;
        this.type = type;
    }

    static AnthropicFailure invalid(String message) {
        return new AnthropicFailure(400, "invalid_request_error", message);
    }

    int status() {
        return status;
    }

    String type() {
        return type;
    }
}
