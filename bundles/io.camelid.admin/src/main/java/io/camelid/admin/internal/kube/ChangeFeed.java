package io.camelid.admin.internal.kube;

import io.camelid.admin.internal.http.EventSource;
import io.camelid.admin.internal.http.Json;
import io.camelid.config.ObjectKey;
import java.io.ByteArrayOutputStream;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;

/** A watch: what has become of the objects of a type since some version, one JSON object a line. */
final class ChangeFeed implements EventSource {
    private final Supplier<View> views;
    private final Rendering rendering;
    private final Predicate<ObjectKey> which;
    private final Predicate<Document> selection;

    /** The objects that the client knows of. */
    private final Set<ObjectKey> known = new HashSet<>();

    private long since;

    /**
     * Follows the changes after a version.
     *
     * @param since 0 to begin with all objects that there are
     */
    ChangeFeed(
            Supplier<View> views,
            Rendering rendering,
            Predicate<ObjectKey> which,
            Predicate<Document> selection,
            long since) {
        this.views = views;
        this.rendering = rendering;
        this.which = which;
        this.selection = selection;
        this.since = since;
        if (since > 0) {
            learn(views.get());
        }
    }

    @Override
    public byte[] next() {
        View view = views.get();
        ByteArrayOutputStream lines = new ByteArrayOutputStream();
        if (view.revision().version() > since) {
            removals(view, lines);
            changes(view, lines);
            since = view.revision().version();
        }
        return lines.toByteArray();
    }

    /** An object that was there at the beginning, in whatever state, is one that the client knows of. */
    private void learn(View view) {
        for (Journal.Entry entry : view.revision().entries().values()) {
            if (entry.addedAt() <= since && isOurs(entry) && selection.test(document(view, entry))) {
                known.add(entry.object().key());
            }
        }
        for (Journal.Removal removal : view.revision().removals()) {
            if (removal.version() > since && removal.entry().addedAt() <= since && isOurs(removal.entry())) {
                known.add(removal.entry().object().key());
            }
        }
    }

    private void removals(View view, ByteArrayOutputStream lines) {
        for (Journal.Removal removal : view.revision().removals()) {
            ObjectKey key = removal.entry().object().key();
            if (removal.version() > since && known.remove(key)) {
                line("DELETED", document(view, removal.entry()), lines);
            }
        }
    }

    private void changes(View view, ByteArrayOutputStream lines) {
        for (Journal.Entry entry : view.revision().entries().values()) {
            if (entry.changedAt() > since && isOurs(entry)) {
                Document document = document(view, entry);
                ObjectKey key = entry.object().key();
                if (selection.test(document)) {
                    line(known.add(key) ? "ADDED" : "MODIFIED", document, lines);
                } else if (known.remove(key)) {
                    line("DELETED", document, lines);
                }
            }
        }
    }

    private boolean isOurs(Journal.Entry entry) {
        ObjectKey key = entry.object().key();
        return rendering.type().has(key) && which.test(key);
    }

    private Document document(View view, Journal.Entry entry) {
        return view.document(entry, rendering.type(), rendering.version());
    }

    private void line(String change, Document document, ByteArrayOutputStream lines) {
        lines.writeBytes(Json.bytes(Map.of("type", change, "object", rendering.one(document))));
        lines.write('\n');
    }
}
