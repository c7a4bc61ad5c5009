package io.camelid.config.directory.internal;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.camelid.config.ConfigurationSink;
import io.camelid.config.SourceContent;
import io.camelid.config.internal.manifest.DocumentParser;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceRegistration;

/** The Camel route at work. */
class DirectorySourceTest {
    @TempDir
    Path root;

    private final BlockingQueue<SourceContent> published = new LinkedBlockingQueue<>();
    private final List<String> expected = new CopyOnWriteArrayList<>();
    private final List<Object> services = new ArrayList<>();
    private DirectorySource source;

    private record Options(String directory, String secrets, long interval) implements DirectorySource.Settings {
        @Override
        public Class<? extends Annotation> annotationType() {
            return DirectorySource.Settings.class;
        }
    }

    private final ConfigurationSink sink = new ConfigurationSink() {
        @Override
        public void publish(String name, SourceContent content) {
            published.add(content);
        }

        @Override
        public void expect(String name) {
            expected.add(name);
        }

        @Override
        public void withdraw(String name) {
            throw new AssertionError("a source that stops must not take its objects along");
        }
    };

    /** Registers services, and does nothing else that a bundle context can do. */
    private BundleContext bundle() {
        Object registration = Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {ServiceRegistration.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("unregister")) {
                        services.clear();
                    }
                    return null;
                });
        return (BundleContext) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {BundleContext.class}, (proxy, method, arguments) -> {
                    services.add(arguments[1]);
                    return registration;
                });
    }

    @BeforeEach
    void start() throws Exception {
        write("a.yaml", "one");
        source = new DirectorySource(
                bundle(),
                new Options(root.toString(), root.resolve("secrets").toString(), 200),
                sink,
                new DocumentParser());
    }

    @AfterEach
    void stop() {
        source.close();
        assertEquals(List.of(), services);
    }

    private void write(String file, String name) throws IOException {
        // As editors do: a file that is cut short for long enough counts, too.
        Path whole = Files.writeString(
                root.resolve(file + ".new"), "apiVersion: v1\nkind: Thing\nmetadata: {name: " + name + "}\n");
        Files.move(whole, root.resolve(file), StandardCopyOption.ATOMIC_MOVE);
    }

    private List<String> next() throws InterruptedException {
        SourceContent content = published.poll(30, TimeUnit.SECONDS);
        assertTrue(content != null, "nothing was published");
        return content.objects().stream().map(object -> object.key().name()).toList();
    }

    @Test
    void editsArePublished() throws Exception {
        assertEquals(List.of("directory"), expected);
        assertEquals(List.of("one"), next());
        for (int edit = 0; edit < 5; edit++) {
            write("a.yaml", "edit-" + edit);
            assertEquals(List.of("edit-" + edit), next());
        }
    }

    @Test
    void theContextIsAService() throws Exception {
        assertEquals(List.of("one"), next());
        CamelContext context = (CamelContext) services.get(0);
        assertEquals("camelid-directory", context.getName());
        assertEquals(
                List.of("manifests"),
                context.getRoutes().stream().map(route -> route.getId()).toList());
    }
}
