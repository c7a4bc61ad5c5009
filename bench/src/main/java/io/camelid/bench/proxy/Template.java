package io.camelid.bench.proxy;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Text files beside this class, in which {@code @NAME@} stands for a value. */
final class Template {
    private Template() {}

    /** Writes the file of this name, filled in, into a directory that is made if need be. */
    static Path write(String name, Map<String, ?> values, Path directory) {
        try (InputStream in = Template.class.getResourceAsStream(name)) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            for (Map.Entry<String, ?> value : values.entrySet()) {
                text = text.replace("@" + value.getKey() + "@", value.getValue().toString());
            }
            return Files.writeString(Files.createDirectories(directory).resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
