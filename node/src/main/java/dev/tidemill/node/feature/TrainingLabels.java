package dev.tidemill.node.feature;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import org.jspecify.annotations.Nullable;

/**
 * Rows that features are joined to.
 *
 * @param sql a SELECT whose columns include the view's key and the values of its request, by name
 * @param time the column with each row's time; may be null when there is a tick
 * @param tick the column with the tick in which a row's features were served, which says more
 *     exactly what was known; null to go by the time
 * @param mode which values of the past are meant
 */
public record TrainingLabels(String sql, @Nullable String time, @Nullable String tick, Mode mode) {
    /** Which values of the past are meant. */
    public enum Mode {
        /**
         * What a read at that moment would have answered. Nothing that was learnt later is seen.
         */
        AS_KNOWN,
        /**
         * What the sources say today of that moment, by the rows' own times: corrections that came
         * later are seen, so a model may be shown what it cannot know when it serves.
         */
        AS_CORRECTED
    }

    // Spelled out, since a compact constructor's parameters lose their annotations.
    public TrainingLabels(String sql, @Nullable String time, @Nullable String tick, Mode mode) {
        this.sql = requireNonNull(sql, "sql");
        this.time = time;
        this.tick = tick;
        this.mode = requireNonNull(mode, "mode");
        if (time == null && (tick == null || mode == Mode.AS_CORRECTED)) {
            throw new TidemillException(
                            ErrorCode.INVALID_REQUEST, "it is not said when the labels are of")
                    .withHint("name the column of their time");
        }
    }

    /** All rows of a table. */
    public static String of(String table) {
        int dot = table.startsWith("tidemill.") ? table.indexOf('.') : -1;
        return "SELECT * FROM "
                + table.substring(0, dot + 1)
                + '"'
                + table.substring(dot + 1).replace("\"", "\"\"")
                + '"';
    }
}
