package io.camelid.config.internal.compile;

import io.camelid.config.internal.backend.Backends;
import io.camelid.config.internal.gateway.Routes;
import io.camelid.config.internal.identity.Memo;
import io.camelid.config.internal.status.StatusBook;
import java.time.Instant;

/**
 * What one compilation leaves to the next.
 *
 * @param told what the book says of routes, and from what
 */
record Memory(Memo<Backends.Known> backends, Memo<Routes.Known> routes, Memo<Routes.Told> told, StatusBook book) {
    /** Nothing but conditions, and since when they are. */
    static Memory of(StatusBook book) {
        return new Memory(new Memo<>(), new Memo<>(), new Memo<>(), book);
    }

    /** For the next compilation to look up and to fill. */
    Memory next(Instant now) {
        return new Memory(backends.next(), routes.next(), told.next(), book.next(now));
    }
}
