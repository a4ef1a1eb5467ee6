package dev.tidemill.cli.release;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemill.cli.show.JsonOutput;
import dev.tidemill.definitions.release.DefinitionFiles;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.Base64;

/**
 * The members of a JSON object that hold definitions: texts as they are, all else as base64; and
 * whether these may break who sends rows or reads them, and whether their tests must pass.
 */
public final class DefinitionPayload {
    private static final String TEXTS = "files";
    private static final String BINARIES = "binary_files";
    private static final String ALLOW_BREAKING = "allow_breaking";
    private static final String TESTS = "tests";

    private DefinitionPayload() {}

    /** An object with these members and nothing else yet. */
    public static ObjectNode of(DefinitionFiles files, boolean allowBreaking) {
        ObjectNode payload = JsonOutput.object();
        ObjectNode texts = payload.putObject(TEXTS);
        ObjectNode binaries = payload.putObject(BINARIES);
        for (String path : files.paths()) {
            byte[] bytes = files.bytes(path);
            try {
                texts.put(path, UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString());
            } catch (CharacterCodingException e) {
                binaries.put(path, Base64.getEncoder().encodeToString(bytes));
            }
        }
        return payload.put(ALLOW_BREAKING, allowBreaking);
    }

    /** The same, and whether the project's tests must pass. */
    public static ObjectNode of(DefinitionFiles files, boolean allowBreaking, boolean tests) {
        return of(files, allowBreaking).put(TESTS, tests);
    }

    /** The same members of another object, to be sent on. */
    static ObjectNode copied(JsonNode from) {
        ObjectNode payload = JsonOutput.object();
        payload.set(TEXTS, from.path(TEXTS).deepCopy());
        payload.set(BINARIES, from.path(BINARIES).deepCopy());
        return payload.put(ALLOW_BREAKING, from.path(ALLOW_BREAKING).asBoolean())
                .put(TESTS, from.path(TESTS).asBoolean(true));
    }
}
