package io.camelid.routes.internal;

import org.apache.camel.builder.RouteBuilder;

/** The route that every request enters: find its rule, go on there. */
final class Spine extends RouteBuilder {
    static final String ID = "spine";

    private final Dispatcher dispatcher;

    Spine(Dispatcher dispatcher) {
        this.dispatcher = dispatcher;
    }

    @Override
    public void configure() {
        errorHandler(noErrorHandler());
        from("gateway:listeners")
                .routeId(ID)
                .process(new Steps.Match(dispatcher))
                .id("match");
    }
}
