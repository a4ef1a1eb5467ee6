package dev.tidemill.connectors.event;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Set;

/** Posts each event as JSON; an answer that is no 2xx is a failure, and most 4xx are for ever. */
public final class HttpEventSink implements EventSink, AutoCloseable {
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(3);
    private static final Duration ANSWER_TIMEOUT = Duration.ofSeconds(10);
    private static final int HUNDRED = 100;
    private static final int SUCCESS = 2;
    private static final int REFUSED = 4;

    /** Of the refusals, those that may become an acceptance: a time-out, too early, too many. */
    private static final Set<Integer> LATER = Set.of(408, 425, 429);

    private final URI url;
    private final HttpClient client =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .connectTimeout(CONNECT_TIMEOUT)
                    .build();

    public HttpEventSink(URI url) {
        this.url = requireNonNull(url, "url");
    }

    @Override
    public void send(String json) throws IOException, InterruptedException {
        HttpRequest request =
                HttpRequest.newBuilder(url)
                        .timeout(ANSWER_TIMEOUT)
                        .header("Content-Type", "application/json")
                        .POST(BodyPublishers.ofString(json))
                        .build();
        int status = client.send(request, BodyHandlers.discarding()).statusCode();
        if (status / HUNDRED == SUCCESS) {
            return;
        }
        // The path and the query may hold a key.
        String answer = url.getHost() + " answered " + status;
        if (status / HUNDRED == REFUSED && !LATER.contains(status)) {
            throw new EventRefusedException(answer);
        }
        throw new IOException(answer);
    }

    @Override
    public void close() {
        client.shutdownNow();
    }
}
