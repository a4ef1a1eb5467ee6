package dev.tidemill.cli.client;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.Place;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.cli.show.JsonOutput;
import java.util.Optional;

/** A server's answer that is an error, read back into the exception it was there. */
final class Refusal {
    private static final int STATUS_UNAUTHORISED = 401;
    private static final int STATUS_NOT_FOUND = 404;

    private Refusal() {}

    static TidemillException of(int status, String body) {
        return error(body)
                .map(Refusal::read)
                .orElseGet(() -> new TidemillException(codeOf(status), "HTTP " + status));
    }

    private static Optional<JsonNode> error(String body) {
        if (!body.startsWith("{")) {
            return Optional.empty();
        }
        JsonNode error = JsonOutput.parse(body).path("error");
        return error.isObject() ? Optional.of(error) : Optional.empty();
    }

    private static TidemillException read(JsonNode error) {
        TidemillException refusal =
                new TidemillException(
                        codeNamed(error.path("code").asText()), error.path("message").asText());
        if (error.hasNonNull("detail")) {
            refusal = refusal.withDetail(error.path("detail").asText());
        }
        if (error.hasNonNull("hint")) {
            refusal = refusal.withHint(error.path("hint").asText());
        }
        if (error.hasNonNull("line")) {
            refusal =
                    refusal.at(Place.at(error.path("line").asInt(), error.path("column").asInt()));
        }
        return refusal;
    }

    /** A newer server may know codes that this program does not. */
    private static ErrorCode codeNamed(String code) {
        for (ErrorCode known : ErrorCode.values()) {
            if (known.code().equals(code)) {
                return known;
            }
        }
        return ErrorCode.INTERNAL;
    }

    private static ErrorCode codeOf(int status) {
        return switch (status) {
            case STATUS_UNAUTHORISED -> ErrorCode.UNAUTHORISED;
            case STATUS_NOT_FOUND -> ErrorCode.NOT_FOUND;
            default -> ErrorCode.INTERNAL;
        };
    }
}
