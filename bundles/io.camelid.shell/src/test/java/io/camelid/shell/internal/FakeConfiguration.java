package io.camelid.shell.internal;

import io.camelid.config.Compilation;
import io.camelid.config.Configuration;
import io.camelid.config.ObjectKey;
import io.camelid.config.SnapshotLease;
import java.util.function.UnaryOperator;

/** A configuration that is what a test says. */
public final class FakeConfiguration implements Configuration {
    public volatile boolean ready = true;
    public volatile UnaryOperator<Compilation> recompilation = UnaryOperator.identity();
    private volatile Compilation current;

    public FakeConfiguration(Compilation current) {
        this.current = current;
    }

    public void become(Compilation next) {
        current = next;
    }

    @Override
    public Compilation current() {
        return current;
    }

    @Override
    public boolean isReady() {
        return ready;
    }

    @Override
    public void recompile() {
        current = recompilation.apply(current);
    }

    @Override
    public SnapshotLease lease() {
        throw new UnsupportedOperationException();
    }

    @Override
    public void reportListener(ObjectKey gateway, String listener, String failure) {
        throw new UnsupportedOperationException();
    }
}
