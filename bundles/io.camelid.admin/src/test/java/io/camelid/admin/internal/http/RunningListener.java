package io.camelid.admin.internal.http;

import java.lang.annotation.Annotation;
import java.util.List;

/** An {@link AdminListener} that is open, on a free port. */
public final class RunningListener implements AutoCloseable {
    private final AdminListener listener;

    public RunningListener(List<Endpoint> endpoints) {
        try {
            listener = listener("127.0.0.1", 0);
            listener.endpoints = endpoints;
            listener.open();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    static AdminListener listener(String bind, int port) throws Exception {
        return new AdminListener(new Settings(bind, port));
    }

    public int port() {
        return listener.port();
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private record Settings(String bind, int port) implements AdminListener.Config {
        @Override
        public Class<? extends Annotation> annotationType() {
            return AdminListener.Config.class;
        }
    }
}
