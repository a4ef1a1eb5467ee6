package dev.tidemill.server.http;

import dev.tidemill.store.admission.Caller;
import io.helidon.webserver.http.ServerRequest;

/** On whose behalf a request is made. A filter may say it; otherwise it is somebody local. */
final class Callers {
    private Callers() {}

    static void set(ServerRequest request, Caller caller) {
        request.context().register(Callers.class, caller);
    }

    static Caller of(ServerRequest request) {
        return request.context().get(Callers.class, Caller.class).orElse(Caller.LOCAL);
    }
}
