package io.camelid.config.directory.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The local store that stands for an external one: a file {@code <root>/<remote key>/<property>} for each
 * property, else an environment variable of the property's name.
 */
final class SecretStore {
    private static final int LARGEST = 1 << 20;

    private final Path root;
    private final Map<String, String> environment;

    SecretStore(Path root, Map<String, String> environment) {
        this.root = root.toAbsolutePath().normalize();
        this.environment = environment;
    }

    Path root() {
        return root;
    }

    /** The environment variable of a property's name, if there is something in it. */
    Optional<String> environment(String property) {
        return Optional.ofNullable(environment.get(property)).filter(value -> !value.isBlank());
    }

    /** All properties of a remote key that are files. */
    Map<String, String> properties(String remoteKey) {
        Map<String, String> found = new TreeMap<>();
        inside(remoteKey).filter(Files::isDirectory).ifPresent(folder -> {
            try (Stream<Path> files = Files.list(folder)) {
                files.map(file -> file.getFileName().toString())
                        .filter(name -> !name.startsWith("."))
                        .forEach(name -> file(remoteKey, name).ifPresent(value -> found.put(name, value)));
            } catch (IOException unreadable) {
                found.clear();
            }
        });
        return found;
    }

    /** A property's file, without the line end that an editor left. */
    Optional<String> file(String remoteKey, String property) {
        Optional<Path> file = inside(remoteKey + "/" + property).filter(Files::isRegularFile);
        if (file.isEmpty()) {
            return Optional.empty();
        }
        try (InputStream stream = Files.newInputStream(file.get())) {
            byte[] bytes = stream.readNBytes(LARGEST + 1);
            return bytes.length > LARGEST
                    ? Optional.empty()
                    : Optional.of(new String(bytes, StandardCharsets.UTF_8).stripTrailing());
        } catch (IOException unreadable) {
            return Optional.empty();
        }
    }

    /** A path below the root: a manifest must not name files elsewhere. */
    private Optional<Path> inside(String relative) {
        if (relative.indexOf('\0') >= 0) {
            return Optional.empty();
        }
        Path path = root.resolve(relative).normalize();
        return path.startsWith(root) && !path.equals(root) ? Optional.of(path) : Optional.empty();
    }
}
