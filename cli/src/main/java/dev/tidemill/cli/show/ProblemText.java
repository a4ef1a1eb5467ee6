package dev.tidemill.cli.show;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemill.definitions.problem.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One problem of a definition for a person: its place and what is wrong, the line with a mark under
 * the place, then what to do.
 *
 * <pre>
 * contracts/orders.yaml:12:24: unknown type “BIGNIT”
 *         physicalType: BIGNIT
 *                       ^
 *   hint: did you mean BIGINT?
 * </pre>
 *
 * @param text the file's text; null when it cannot be read
 */
public record ProblemText(Problem problem, @Nullable String text) {
    public ProblemText {
        requireNonNull(problem, "problem");
    }

    /** The text of a file; null when it cannot be read, which may be the problem. */
    public static @Nullable String textOf(Path file) {
        try {
            return Files.isRegularFile(file) ? Files.readString(file) : null;
        } catch (IOException e) {
            return null; // Not UTF-8, perhaps.
        }
    }

    public List<String> lines(Paint paint) {
        List<String> lines = new ArrayList<>();
        lines.add(paint.bad(problem.place().toString()) + ": " + problem.message());
        lines.addAll(PointedLine.of(text, problem.place()));
        if (problem.hint() != null) {
            lines.add("  hint: " + problem.hint());
        }
        return lines;
    }

    /** For scripts; the line and the column are there when they are known. */
    public ObjectNode json() {
        ObjectNode json = JsonOutput.object().put("file", problem.file());
        if (problem.line() > 0) {
            json.put("line", problem.line()).put("column", problem.column());
        }
        return json.put("message", problem.message()).put("hint", problem.hint());
    }
}
