package dev.tidemill.server.http;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.Handler;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The web pages, from the class path. Their contents are fixed, so they are read once. */
final class StaticAssets {
    private static final String ROOT = "/dev/tidemill/server/web/";
    private static final Map<String, String> TYPES =
            Map.of(
                    "html", "text/html; charset=utf-8",
                    "js", "text/javascript; charset=utf-8",
                    "ts", "text/plain; charset=utf-8",
                    "css", "text/css; charset=utf-8",
                    "json", "application/json",
                    "svg", "image/svg+xml",
                    "ico", "image/x-icon",
                    "png", "image/png",
                    "woff2", "font/woff2");

    private final Map<String, byte[]> read = new ConcurrentHashMap<>();

    /** The pages' paths, and what answers there. */
    Map<String, Handler> pages() {
        Map<String, Handler> pages = new LinkedHashMap<>();
        pages.put("/", (request, response) -> send("index.html", response));
        pages.put("/app", (request, response) -> send("app/index.html", response));
        pages.put("/app/", (request, response) -> send("app/index.html", response));
        pages.put("/assets/*", this::asset);
        pages.put("/app/assets/*", this::asset);
        pages.put("/sdk/*", this::asset);
        pages.put("/favicon.ico", (request, response) -> send("favicon.svg", response));
        pages.put("/favicon.svg", (request, response) -> send("favicon.svg", response));
        return pages;
    }

    private void asset(ServerRequest request, ServerResponse response) {
        send(request.path().absolute().path().substring(1), response);
    }

    private void send(String name, ServerResponse response) {
        if (name.contains("..")) {
            throw missing(name);
        }
        byte[] content = read.computeIfAbsent(name, StaticAssets::load);
        String type = TYPES.getOrDefault(name.substring(name.lastIndexOf('.') + 1), "");
        response.headers().set(HeaderNames.CONTENT_TYPE, type);
        response.headers().set(HeaderNames.create("X-Content-Type-Options"), "nosniff");
        response.headers().set(HeaderNames.CACHE_CONTROL, "no-cache");
        response.send(content);
    }

    private static byte[] load(String name) {
        try (InputStream in = StaticAssets.class.getResourceAsStream(ROOT + name)) {
            if (in == null) {
                throw missing(name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static TidemillException missing(String name) {
        return new TidemillException(ErrorCode.NOT_FOUND, "there is no page /" + name);
    }
}
