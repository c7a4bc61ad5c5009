package io.camelid.provider.demo.internal;

/** A request that OpenAI's API would refuse. */
final class BadRequest extends Exception {
    private static final long serialVersionUID = 1L;

    private final String code;
    private final String param;

    /** @param param the member at fault, or empty text */
    BadRequest(String code, String param, String message) {
        super(message, null, false, false);
        this.code = code;
        this.param = param;
    }

    static BadRequest missing(String param) {
        return new BadRequest("missing_required_parameter", param, "Missing required parameter: '" + param + "'.");
    }

    String code() {
        return code;
    }

    String param() {
        return param;
    }
}
