package io.camelid.config.internal.backend;

import io.camelid.config.KubernetesObject;
import io.camelid.config.ObjectKey;
import io.camelid.config.internal.read.Fields;
import io.camelid.config.internal.read.ObjectLookup;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/** The values in Secret objects, and the texts in ConfigMaps, which are read alike. */
public final class Secrets {
    public static final String SECRET = "Secret";
    public static final String CONFIG_MAP = "ConfigMap";

    /** What a template leaves behind that had nothing to put in. */
    private static final String NO_VALUE = "<no value>";

    private final ObjectLookup objects;

    public Secrets(ObjectLookup objects) {
        this.objects = objects;
    }

    /** The named object's values. */
    public Values find(String kind, String namespace, String name) throws UnresolvedException {
        return new Values(objects.find(new ObjectKey("", kind, namespace, name))
                .orElseThrow(() -> new UnresolvedException(
                        kind.equals(SECRET) ? "secret_not_found" : "config_map_not_found",
                        word(kind) + " " + namespace + "/" + name + " not found")));
    }

    private static String word(String kind) {
        return kind.equals(SECRET) ? "secret" : kind;
    }

    /** One object's values. Blank ones, and what templates leave behind, count as absent. */
    public static final class Values {
        private final String label;
        private final boolean encoded;
        private final Map<String, Object> data;
        private final Map<String, Object> plain;

        private Values(KubernetesObject object) {
            label = word(object.key().kind()) + " " + object.key().qualifiedName();
            encoded = object.key().kind().equals(SECRET);
            data = Fields.membersOf(object.content().get("data")).orElse(Map.of());
            plain = Fields.membersOf(object.content().get("stringData")).orElse(Map.of());
        }

        /** {@code secret <namespace>/<name>}, for messages. */
        public String label() {
            return label;
        }

        public Optional<String> value(String key) throws UnresolvedException {
            Object text = plain.containsKey(key) ? plain.get(key) : data.get(key);
            if (!(text instanceof String given)) {
                return Optional.empty();
            }
            String value = (encoded && !plain.containsKey(key) ? decoded(key, given) : given).strip();
            return value.isEmpty() || value.equals(NO_VALUE) ? Optional.empty() : Optional.of(value);
        }

        public String required(String key) throws UnresolvedException {
            Optional<String> value = value(key);
            if (value.isEmpty()) {
                throw missing(key);
            }
            return value.get();
        }

        UnresolvedException missing(String key) {
            return new UnresolvedException("secret_key_missing", label + " missing " + key + " value");
        }

        /** The keys that have a value. */
        List<String> keys() throws UnresolvedException {
            TreeSet<String> names = new TreeSet<>(data.keySet());
            names.addAll(plain.keySet());
            List<String> present = new ArrayList<>();
            for (String name : names) {
                if (value(name).isPresent()) {
                    present.add(name);
                }
            }
            return present;
        }

        private String decoded(String key, String base64) throws UnresolvedException {
            try {
                byte[] bytes = Base64.getDecoder().decode(base64.replaceAll("\\s", ""));
                return StandardCharsets.UTF_8
                        .newDecoder()
                        .decode(ByteBuffer.wrap(bytes))
                        .toString();
            } catch (IllegalArgumentException notBase64) {
                throw new UnresolvedException("secret_invalid", label + ": data." + key + " is not valid base64");
            } catch (CharacterCodingException notText) {
                throw new UnresolvedException("secret_invalid", label + ": data." + key + " is not UTF-8 text");
            }
        }
    }
}
