package io.camelid.config.internal.backend;

import io.camelid.config.KubernetesObject;
import io.camelid.config.internal.identity.Fingerprint;
import io.camelid.config.internal.identity.Memo;
import io.camelid.config.internal.read.ObjectLookup;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Compiles backend objects. One that is as it was, with all that it depends on, is taken over from the last time. */
public final class Backends {
    private static final Logger LOG = LoggerFactory.getLogger(Backends.class);

    /** A backend, and what it was made of. */
    public record Known(Plugins plugins, Dependencies dependencies, CompiledBackend compiled) {}

    private final Plugins plugins;
    private final ObjectLookup objects;
    private final TargetPool.Holding targets;
    private final Fingerprint fingerprint;
    private final Memo<Known> memo;

    public Backends(
            Plugins plugins,
            ObjectLookup objects,
            TargetPool.Holding targets,
            Fingerprint fingerprint,
            Memo<Known> memo) {
        this.plugins = plugins;
        this.objects = objects;
        this.targets = targets;
        this.fingerprint = fingerprint;
        this.memo = memo;
    }

    /** What has become of an object; a bug stays with the object that brings it to light. */
    public CompiledBackend compile(KubernetesObject object, BackendDialect dialect) {
        return memo.of(object)
                .filter(known ->
                        known.plugins().equals(plugins) && known.dependencies().hold(objects, targets))
                .map(known -> memo.keep(object, known).compiled())
                .orElseGet(() -> compileAnew(object, dialect));
    }

    private CompiledBackend compileAnew(KubernetesObject object, BackendDialect dialect) {
        Dependencies.Recorder recorder = new Dependencies.Recorder(objects, targets);
        BackendCompiler compiler = new BackendCompiler(plugins, recorder, recorder, fingerprint);
        try {
            CompiledBackend compiled = compiler.compile(object, dialect);
            recorder.recorded()
                    .ifPresent(dependencies -> memo.keep(object, new Known(plugins, dependencies, compiled)));
            return compiled;
        } catch (RuntimeException | LinkageError bug) {
            LOG.error("Cannot compile {}", object, bug);
            return compiler.broken(
                    object.key(), dialect, "internal error: " + bug.getClass().getSimpleName());
        }
    }
}
