package dev.tidemill.cli.release;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.cli.show.JsonOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * A plan with the definitions that it was made of, so that what is applied later is what was looked
 * at. It says which fingerprint ran; a mill that runs another one refuses it.
 *
 * @param plan the server's answer
 * @param payload the definitions, as {@link DefinitionPayload} has them
 */
public record SavedPlan(JsonNode plan, ObjectNode payload) {
    private static final String FORMAT = "tidemill-plan";
    private static final int FORMAT_VERSION = 1;

    /** The most bytes of a file that is read as a plan. */
    private static final long FILE_BYTES_MAX = 256L << 20;

    public SavedPlan {
        requireNonNull(plan, "plan");
        requireNonNull(payload, "payload");
    }

    /** Writes the file; one of that name is replaced when the new one is whole. */
    public void write(Path file) {
        ObjectNode document =
                JsonOutput.object().put("format", FORMAT).put("format_version", FORMAT_VERSION);
        document.set("plan", plan);
        document.setAll(payload);
        Path target = file.toAbsolutePath();
        Path partial = target.resolveSibling(target.getFileName() + ".partial");
        try {
            Files.writeString(partial, document + "\n", UTF_8);
            Files.move(partial, target, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new TidemillException(
                    ErrorCode.IO_FAILED, "the plan cannot be written to " + file + ": " + e, e);
        }
    }

    /**
     * Reads a file that {@link #write} wrote.
     *
     * @throws TidemillException INVALID_FILE when it is no plan; IO_FAILED
     */
    public static SavedPlan read(Path file) {
        JsonNode document = parsed(file);
        boolean known =
                document.path("format").asText().equals(FORMAT)
                        && document.path("format_version").asInt() == FORMAT_VERSION
                        && document.path("plan").path("base").isTextual()
                        && document.path("plan").path("target").isTextual();
        if (!known) {
            throw noPlan(file);
        }
        return new SavedPlan(document.path("plan"), DefinitionPayload.copied(document));
    }

    private static JsonNode parsed(Path file) {
        String text;
        try {
            if (Files.size(file) > FILE_BYTES_MAX) {
                throw noPlan(file);
            }
            text = Files.readString(file, UTF_8);
        } catch (IOException e) {
            throw new TidemillException(
                    ErrorCode.IO_FAILED, "the plan cannot be read from " + file + ": " + e, e);
        }
        try {
            return JsonOutput.parse(text);
        } catch (TidemillException e) {
            throw noPlan(file);
        }
    }

    private static TidemillException noPlan(Path file) {
        return new TidemillException(ErrorCode.INVALID_FILE, file + " is no plan")
                .withHint("tidemill plan --out FILE writes one; or name a project's folder");
    }

    /**
     * What is sent to apply it: refused when another fingerprint runs, or the files were changed.
     */
    public ObjectNode request() {
        ObjectNode request = payload.deepCopy();
        request.put("base", plan.path("base").asText());
        request.put("target", plan.path("target").asText());
        return request;
    }

    /** Whether the plan says why it cannot be applied. */
    public boolean isRefused() {
        return !plan.path("applicable").asBoolean();
    }

    /** Whether applying it changes nothing. */
    public boolean isEmpty() {
        JsonNode summary = plan.path("summary");
        return summary.path("create").asLong()
                        + summary.path("update").asLong()
                        + summary.path("replace").asLong()
                        + summary.path("delete").asLong()
                == 0;
    }
}
