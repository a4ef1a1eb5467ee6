package dev.tidemill.server.http;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerResponse;
import java.io.IOException;

/** JSON bodies: records as objects with names in snake case. */
final class Json {
    static final String TYPE = "application/json";

    static final ObjectMapper MAPPER =
            JsonMapper.builder()
                    .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
                    .build();

    private Json() {}

    static void send(ServerResponse response, Object body) {
        send(response, encode(body));
    }

    static void send(ServerResponse response, byte[] json) {
        response.headers().set(HeaderNames.CONTENT_TYPE, TYPE);
        response.headers().set(HeaderNames.CACHE_CONTROL, "no-store");
        response.send(json);
    }

    static byte[] encode(Object body) {
        try {
            return MAPPER.writeValueAsBytes(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record that is no JSON", e);
        }
    }

    /** A request's body, which must be an object. */
    static JsonNode parseObject(byte[] body) {
        try {
            JsonNode node = MAPPER.readTree(body);
            if (node != null && node.isObject()) {
                return node;
            }
        } catch (IOException e) {
            throw new TidemillException(
                    ErrorCode.INVALID_REQUEST, "the body is not JSON: " + firstLine(e), e);
        }
        throw new TidemillException(ErrorCode.INVALID_REQUEST, "the body is not a JSON object");
    }

    private static String firstLine(IOException e) {
        String message = String.valueOf(e.getMessage());
        int end = message.indexOf('\n');
        return end < 0 ? message : message.substring(0, end);
    }
}
