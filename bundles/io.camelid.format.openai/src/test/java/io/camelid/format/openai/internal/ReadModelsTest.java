package io.camelid.format.openai.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.camelid.spi.format.Format;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ReadModelsTest {
    private final Format format = new ModelsFormat();

    private Optional<List<String>> read(String body) {
        return format.readModels(ByteBuffer.wrap(body.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void readsWhatItWrites() {
        List<String> models = List.of("gpt-5", "a/b \"c\"");
        assertEquals(
                Optional.of(models),
                format.readModels(format.models(models).orElseThrow().bytes()));
        assertEquals(Optional.of(models), read("[{\"id\":\"gpt-5\"},{\"name\":\"x\"},{\"id\":\"a/b \\\"c\\\"\"}]"));
    }

    @Test
    void whatIsNoListHasNoModels() {
        for (String body : List.of("", "{}", "{\"data\":7}", "<html>", "{\"id\":\"one\",\"object\":\"model\"}")) {
            assertEquals(Optional.empty(), read(body), body);
        }
    }
}
