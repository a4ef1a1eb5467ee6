package dev.tidemill.cli.show;

import static java.util.Objects.requireNonNull;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.tidemill.algebra.error.Place;
import dev.tidemill.algebra.error.TidemillException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * An error for a person: the code and the fact, the place, then the detail and the hint.
 *
 * <pre>
 * error TM1003 UNKNOWN_TABLE: there is no table "departure"
 *   at 1:15
 *     SELECT * FROM departure
 *                   ^
 *   hint: did you mean "departures"?
 * </pre>
 *
 * @param text what the place points into; null when the caller does not have it
 */
public record ErrorText(TidemillException error, @Nullable String text) {
    public ErrorText {
        requireNonNull(error, "error");
    }

    public List<String> lines(Paint paint) {
        List<String> lines = new ArrayList<>();
        String code = error.errorCode().code() + " " + error.errorCode().name();
        lines.add(paint.bad("error " + code) + ": " + error.message());
        Place place = error.place();
        if (place != null) {
            lines.add("  at " + place);
            lines.addAll(PointedLine.of(text, place));
        }
        if (error.detail() != null) {
            lines.add("  detail: " + error.detail());
        }
        if (error.hint() != null) {
            lines.add("  hint: " + error.hint());
        }
        return lines;
    }

    /** The form of the HTTP API, for {@code --json}. */
    public ObjectNode json() {
        ObjectNode json = JsonOutput.object();
        ObjectNode body = json.putObject("error");
        body.put("code", error.errorCode().code());
        body.put("name", error.errorCode().name());
        body.put("message", error.message());
        body.put("detail", error.detail());
        body.put("hint", error.hint());
        body.put("sqlstate", error.errorCode().sqlState());
        Place place = error.place();
        if (place != null && place.line() > 0) {
            body.put("line", place.line());
            body.put("column", place.column());
        }
        return json;
    }
}
