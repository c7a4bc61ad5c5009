package io.camelid.provider.azureopenai.internal.entra;

import io.camelid.spi.ErrorKind;
import io.camelid.spi.LlmError;
import io.camelid.spi.LlmException;
import java.util.Map;
import java.util.Optional;

/** Which of a machine's managed identities is meant; none means the one that the system assigned. */
record UserAssigned(Kind kind, String id) {
    /** By what it is named, in the words of the manifest and of the two endpoints. */
    enum Kind {
        CLIENT("clientId", "client_id", "client_id"),
        OBJECT("objectId", "object_id", "principal_id"),
        RESOURCE("resourceId", "msi_res_id", "mi_res_id");

        private final String member;
        private final String imdsParameter;
        private final String appServiceParameter;

        Kind(String member, String imdsParameter, String appServiceParameter) {
            this.member = member;
            this.imdsParameter = imdsParameter;
            this.appServiceParameter = appServiceParameter;
        }

        String imdsParameter() {
            return imdsParameter;
        }

        String appServiceParameter() {
            return appServiceParameter;
        }
    }

    static Optional<UserAssigned> byClient(Optional<String> id) {
        return id.map(text -> new UserAssigned(Kind.CLIENT, text));
    }

    /** @param setting {@code managedIdentity} of a manifest */
    static Optional<UserAssigned> of(Object setting) throws LlmException {
        Optional<UserAssigned> identity = Optional.empty();
        if (setting instanceof Map<?, ?> members) {
            for (Kind kind : Kind.values()) {
                if (members.get(kind.member) instanceof String id && !id.isBlank()) {
                    if (identity.isPresent()) {
                        throw new LlmException(LlmError.of(
                                ErrorKind.CONFIGURATION,
                                "invalid_credentials",
                                "at most one of the fields in [clientId objectId resourceId] may be set"));
                    }
                    identity = Optional.of(new UserAssigned(kind, id.strip()));
                }
            }
        }
        return identity;
    }
}
