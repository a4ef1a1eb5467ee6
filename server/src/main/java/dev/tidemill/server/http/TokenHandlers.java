package dev.tidemill.server.http;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.node.Session;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.access.Scope;
import dev.tidemill.node.account.EndUserTokens;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;
import java.time.Instant;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** {@code /v1/tokens}: gives an application tokens for its end users, and ends them all. */
final class TokenHandlers {
    private static final int BODY_BYTES_MAX = 1 << 14;

    private final Session session;
    private final Supplier<Tidemill> mill;

    TokenHandlers(Session session, Supplier<Tidemill> mill) {
        this.session = requireNonNull(session, "session");
        this.mill = requireNonNull(mill, "mill");
    }

    /**
     * What an application is answered.
     *
     * @param user as whom the token lets in
     */
    private record Told(String token, String user, String expires) {}

    void give(ServerRequest request, ServerResponse response) throws IOException {
        Requests.requireJson(request);
        JsonNode body = Json.parseObject(RequestBody.read(request, BODY_BYTES_MAX));
        body.fieldNames().forEachRemaining(TokenHandlers::requireKnown);
        if (session.principal().endUser() != null) {
            throw new TidemillException(ErrorCode.FORBIDDEN, "an end user gives no tokens");
        }
        EndUserTokens.Given given =
                mill.get()
                        .authenticator()
                        .endUsers()
                        .give(
                                session.principal(),
                                new EndUserTokens.Asked(
                                        subject(body),
                                        claims(body.path("claims")),
                                        tables(body.path("tables")),
                                        scopes(body.path("scopes")),
                                        seconds(body.path("seconds"))),
                                Instant.now());
        Json.send(
                response,
                new Told(
                        given.text(),
                        given.token().principal().name(),
                        given.token().expires().toString()));
    }

    void endAll(ServerRequest request, ServerResponse response) {
        mill.get().authenticator().endUsers().endAll();
        response.status(204);
        response.send();
    }

    private static void requireKnown(String field) {
        if (!Set.of("subject", "claims", "tables", "scopes", "seconds").contains(field)) {
            throw wrong("there is no field " + field);
        }
    }

    private static String subject(JsonNode body) {
        JsonNode subject = body.path("subject");
        if (!subject.isTextual()) {
            throw wrong("the body names no subject");
        }
        return subject.asText();
    }

    private static Map<String, String> claims(JsonNode claims) {
        Map<String, String> said = new LinkedHashMap<>();
        if (!claims.isMissingNode() && !claims.isObject()) {
            throw wrong("claims is not an object");
        }
        claims.properties()
                .forEach(
                        claim -> {
                            JsonNode value = claim.getValue();
                            if (!value.isTextual()
                                    && !value.isIntegralNumber()
                                    && !value.isBoolean()) {
                                throw wrong("a claim is a text, a whole number, true or false");
                            }
                            said.put(claim.getKey(), value.asText());
                        });
        return said;
    }

    private static @Nullable Set<String> tables(JsonNode tables) {
        return tables.isMissingNode() ? null : texts(tables, "tables");
    }

    private static Set<Scope> scopes(JsonNode scopes) {
        Set<Scope> found = EnumSet.noneOf(Scope.class);
        if (scopes.isMissingNode()) {
            found.add(Scope.READ);
            return found;
        }
        for (String word : texts(scopes, "scopes")) {
            found.add(Scope.of(word).orElseThrow(() -> wrong("there is no scope " + word)));
        }
        return found;
    }

    private static Set<String> texts(JsonNode list, String name) {
        if (!list.isArray()) {
            throw wrong(name + " is not a list");
        }
        Set<String> texts = new LinkedHashSet<>();
        for (JsonNode each : list) {
            if (!each.isTextual()) {
                throw wrong(name + " is not a list of texts");
            }
            texts.add(each.asText());
        }
        return texts;
    }

    private static long seconds(JsonNode seconds) {
        if (seconds.isMissingNode()) {
            return EndUserTokens.SECONDS_DEFAULT;
        }
        if (!seconds.isIntegralNumber() || !seconds.canConvertToLong()) {
            throw wrong("seconds is not a whole number");
        }
        return seconds.asLong();
    }

    private static TidemillException wrong(String fact) {
        return new TidemillException(ErrorCode.INVALID_REQUEST, fact)
                .withHint(
                        "{\"subject\": \"customer-17\", \"claims\": {\"customer_id\": 17},"
                                + " \"scopes\": [\"read\"], \"seconds\": 900}");
    }
}
