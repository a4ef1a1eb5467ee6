package dev.tidemill.cli.show;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;

/** JSON read from a server and printed for scripts: one value a line, as it came. Thread-safe. */
public final class JsonOutput {
    private static final ObjectMapper MAPPER = new ObjectMapper();

    private JsonOutput() {}

    /** Fails with {@link ErrorCode#INTERNAL} when the text is not JSON: no user wrote it. */
    public static JsonNode parse(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (JsonProcessingException e) {
            throw new TidemillException(ErrorCode.INTERNAL, "the server's answer is not JSON", e)
                    .withDetail(e.getOriginalMessage());
        }
    }

    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    public static void print(Terminal terminal, JsonNode value) {
        terminal.out().println(value);
        terminal.out().flush();
    }
}
