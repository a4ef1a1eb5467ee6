package dev.tidemill.server.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.definitions.release.DefinitionFiles;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/**
 * Definitions in a request's body: the texts in {@code files}, by their paths inside the project,
 * and whatever is no text in {@code binary_files}, as base64.
 */
final class DefinitionBody {
    private DefinitionBody() {}

    /**
     * The files of a body.
     *
     * @throws TidemillException INVALID_REQUEST when there are none, or one is no text
     */
    static DefinitionFiles files(JsonNode body) {
        Map<String, byte[]> files = new HashMap<>();
        for (Map.Entry<String, JsonNode> file : body.path("files").properties()) {
            files.put(file.getKey(), text(file.getKey(), file.getValue()).getBytes(UTF_8));
        }
        for (Map.Entry<String, JsonNode> file : body.path("binary_files").properties()) {
            files.put(file.getKey(), decoded(file.getKey(), file.getValue()));
        }
        if (files.isEmpty()) {
            throw new TidemillException(ErrorCode.INVALID_REQUEST, "there are no definitions")
                    .withHint("{\"files\": {\"tidemill.yaml\": \"name: shop\"}}");
        }
        return DefinitionFiles.of(files);
    }

    private static String text(String path, JsonNode value) {
        if (!value.isTextual()) {
            throw new TidemillException(
                    ErrorCode.INVALID_REQUEST, "the definition " + path + " is not a text");
        }
        return value.textValue();
    }

    private static byte[] decoded(String path, JsonNode value) {
        try {
            return Base64.getDecoder().decode(text(path, value));
        } catch (IllegalArgumentException e) {
            throw new TidemillException(
                    ErrorCode.INVALID_REQUEST, "the definition " + path + " is not base64", e);
        }
    }
}
