package io.camelid.testkit.upstream;

/** A refusal of the {@link FakeBedrock}, in AWS's words. */
final class BedrockFailure extends Exception {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final String type;

    BedrockFailure(int status, String type, String message) {
        super(message);
        this.status = status;
        this.type = type;
    }

    static BedrockFailure invalid(String message) {
        return new BedrockFailure(400, "ValidationException", message);
    }

    int status() {
        return status;
    }

    String type() {
        return type;
    }
}
