package io.camelid.shell.internal.command;

import io.camelid.config.snapshot.Backend;
import io.camelid.config.snapshot.LlmTarget;
import io.camelid.config.snapshot.TargetGroup;
import io.camelid.shell.internal.Json;
import io.camelid.spi.Secret;
import io.camelid.spi.provider.Address;
import io.camelid.spi.provider.Auth;
import io.camelid.spi.provider.CredentialLocation;
import io.camelid.spi.provider.EndpointOverride;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Backends and their targets in words, without their secrets. */
final class BackendText {
    private BackendText() {}

    /** What kind of service a backend gives: {@code llm}, {@code static} or {@code unusable}. */
    static String type(Backend backend) {
        if (backend instanceof Backend.Llm) {
            return "llm";
        }
        return backend instanceof Backend.Static ? "static" : "unusable";
    }

    /** Whom a backend asks: {@code >} stands between priorities. */
    static String upstreams(Backend backend) {
        if (backend instanceof Backend.Llm llm) {
            return llm.groups().stream().map(BackendText::group).collect(Collectors.joining(" > "));
        }
        return backend instanceof Backend.Static fixed
                ? fixed.addresses().stream().map(Address::authority).collect(Collectors.joining(", "))
                : "";
    }

    private static String group(TargetGroup group) {
        return group.targets().stream()
                .map(target -> {
                    String provider = target.provider().id();
                    String name = target.config().name();
                    return name.equals(provider) ? name : name + " (" + provider + ")";
                })
                .collect(Collectors.joining(", "));
    }

    /** How a target proves who is calling. */
    static String auth(Auth auth) {
        if (auth instanceof Auth.Key key) {
            return key.location().map(location -> "key in " + place(location)).orElse("key")
                    + key.further().stream()
                            .map(further -> ", key in " + place(further.location()))
                            .collect(Collectors.joining());
        }
        if (auth instanceof Auth.Passthrough) {
            return "the caller's own";
        }
        return auth instanceof Auth.Cloud cloud ? cloud.kind() + " credentials" : "provider's default";
    }

    private static String place(CredentialLocation location) {
        if (location instanceof CredentialLocation.Header header) {
            return "header " + header.name();
        }
        return location instanceof CredentialLocation.Cookie cookie
                ? "cookie " + cookie.name()
                : "query parameter " + ((CredentialLocation.QueryParameter) location).name();
    }

    /** How a target's address differs from its provider's own; empty text when it does not. */
    static String endpoint(EndpointOverride endpoint) {
        return Json.object(
                        "host", endpoint.address().map(Address::authority),
                        "path", endpoint.fullPath(),
                        "path prefix", endpoint.pathPrefix(),
                        "tls", endpoint.tls().map(tls -> tls.verification().name()))
                .entrySet()
                .stream()
                .map(part -> part.getKey() + " " + part.getValue())
                .collect(Collectors.joining(", "));
    }

    /** The settings of a target; one that is sensitive, or that its provider does not declare, shows no value. */
    static Map<String, Object> settings(LlmTarget target) {
        Map<String, Object> shown = new TreeMap<>();
        target.config().settings().values().forEach((name, value) -> {
            boolean open = target.provider()
                    .setting(name)
                    .filter(setting -> !setting.sensitive())
                    .isPresent();
            shown.put(name, open ? value : Secret.REDACTED);
        });
        return shown;
    }

    /** Part of the JSON form of a backend. */
    static List<List<Map<String, Object>>> groups(Backend.Llm backend) {
        return backend.groups().stream()
                .map(group -> group.targets().stream().map(BackendText::object).toList())
                .toList();
    }

    private static Map<String, Object> object(LlmTarget target) {
        return Json.object(
                "id", target.id(),
                "name", target.config().name(),
                "provider", target.provider().id(),
                "model", target.config().model(),
                "auth", auth(target.config().auth()),
                "endpoint", endpoint(target.config().endpoint()),
                "settings", settings(target));
    }
}
