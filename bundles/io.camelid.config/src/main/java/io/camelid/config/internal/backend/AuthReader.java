package io.camelid.config.internal.backend;

import io.camelid.config.internal.backend.AuthSpec.Cloud;
import io.camelid.config.internal.backend.AuthSpec.Further;
import io.camelid.config.internal.backend.AuthSpec.SecretRef;
import io.camelid.config.internal.read.Fields;
import io.camelid.spi.Secret;
import io.camelid.spi.provider.CredentialLocation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code policies.auth} of dialect B. */
final class AuthReader {
    private static final List<String> KINDS = List.of("key", "secretRef", "passthrough", "aws", "azure", "gcp");
    private static final List<String> WITH_LOCATION = List.of("key", "secretRef", "passthrough");
    private static final int MOST_CREDENTIALS = 8;
    private static final int LONGEST_NAME = 256;

    private AuthReader() {}

    static AuthSpec read(Fields auth) {
        Optional<CredentialLocation> location = auth.object("location").map(AuthReader::location);
        List<Further> further = further(auth);
        String kind = auth.atMostOne(KINDS).orElse("");
        auth.unsupported("oauthTokenExchange", "crossAppAccess", "jwtSign");
        AuthSpec spec =
                switch (kind) {
                    case "key" -> new AuthSpec.Inline(Secret.of(auth.requiredText("key")), location, further);
                    case "secretRef" -> new AuthSpec.Reference(secretRef(auth), location, further);
                    case "passthrough" -> new AuthSpec.Passthrough();
                    case "aws" -> aws(auth.objectOrNone("aws"));
                    case "azure" -> azure(auth.objectOrNone("azure"));
                    case "gcp" -> gcp(auth.objectOrNone("gcp"));
                    default -> onlyFurther(further);
                };
        boolean hasValue = spec instanceof AuthSpec.Inline || spec instanceof AuthSpec.Reference;
        if (location.isPresent() && !WITH_LOCATION.contains(kind)) {
            auth.refuse("location may only be set for key, secretRef, or passthrough auth");
        } else if (location.isPresent() && !hasValue) {
            auth.warn("location", "has no effect on passthrough: what the caller sends stays where it is");
        }
        if (!further.isEmpty() && !hasValue) {
            auth.warn("credentials", "has an effect beside key and secretRef only");
        }
        auth.warnOfUnread();
        return spec;
    }

    /** Without a main credential, the first of the others takes its place. */
    private static AuthSpec onlyFurther(List<Further> further) {
        return further.isEmpty()
                ? AuthSpec.DEFAULT
                : new AuthSpec.Reference(
                        further.get(0).secret(),
                        Optional.of(further.get(0).location()),
                        further.subList(1, further.size()));
    }

    private static List<Further> further(Fields auth) {
        List<Further> further = new ArrayList<>();
        for (Fields credential : auth.objects("credentials", MOST_CREDENTIALS)) {
            further.add(new Further(
                    secretRef(credential),
                    credential.object("location").map(AuthReader::location).orElse(CredentialLocation.BEARER)));
            credential.warnOfUnread();
        }
        return further;
    }

    private static CredentialLocation location(Fields location) {
        CredentialLocation result = CredentialLocation.BEARER;
        String kind = location.atMostOne(List.of("header", "queryParameter", "cookie"))
                .orElse("");
        Fields place = location.objectOrNone(kind.isEmpty() ? "header" : kind);
        if (kind.isEmpty()) {
            location.refuse("exactly one of the fields in [header queryParameter cookie] must be set");
        } else {
            String name = place.requiredText("name");
            place.text("name", LONGEST_NAME);
            result = switch (kind) {
                case "queryParameter" -> new CredentialLocation.QueryParameter(name);
                case "cookie" -> new CredentialLocation.Cookie(name);
                default ->
                    new CredentialLocation.Header(name, place.text("prefix").orElse(""));
            };
        }
        place.warnOfUnread();
        location.warnOfUnread();
        return result;
    }

    private static SecretRef secretRef(Fields owner) {
        Fields reference = owner.objectOrNone("secretRef");
        SecretRef result = new SecretRef(reference.requiredText("name"), reference.text("key"));
        reference.warnOfUnread();
        return result;
    }

    private static Optional<SecretRef> optionalSecretRef(Fields owner) {
        return owner.has("secretRef") ? Optional.of(secretRef(owner)) : Optional.empty();
    }

    private static AuthSpec aws(Fields aws) {
        Optional<SecretRef> secret = optionalSecretRef(aws);
        if (secret.isPresent() && aws.has("assumeRole")) {
            aws.refuse("secretRef and assumeRole are mutually exclusive");
        }
        return Cloud.aws(settings(aws, "assumeRole", "serviceName", "region"), secret);
    }

    private static AuthSpec azure(Fields azure) {
        azure.atMostOne(List.of("secretRef", "managedIdentity", "workloadIdentity"));
        Optional<SecretRef> secret = optionalSecretRef(azure);
        return Cloud.azure(settings(azure, "managedIdentity", "workloadIdentity"), secret);
    }

    private static AuthSpec gcp(Fields gcp) {
        Optional<SecretRef> secret = optionalSecretRef(gcp);
        String type = gcp.choice("type", List.of("AccessToken", "IdToken")).orElse("AccessToken");
        if (gcp.has("audience") && !type.equals("IdToken")) {
            gcp.refuse("audience is only valid with IdToken");
        }
        return Cloud.gcp(settings(gcp, "type", "audience"), secret);
    }

    /** What the provider of the cloud reads itself. */
    private static Map<String, Object> settings(Fields cloud, String... members) {
        Map<String, Object> settings = new LinkedHashMap<>();
        for (String member : members) {
            cloud.value(member).ifPresent(value -> settings.put(member, value));
        }
        cloud.warnOfUnread();
        return settings;
    }
}
