package dev.tidemill.algebra.plan;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import java.util.List;

/**
 * Each row once for every window that its time lies in, with two columns more: the window's start,
 * which belongs to it, and its end, which does not. A row whose time is NULL lies in no window and
 * is left out.
 *
 * <p>A HOP window begins at every {@code origin + n * step} and is {@code size} long; TUMBLE is a
 * HOP whose step is its size. CUMULATE windows begin at every {@code origin + n * size} and end
 * after one step, two steps and so on until the size.
 *
 * @param time position of the TIMESTAMP or TIMESTAMPTZ
 * @param stepMicros the distance of windows
 * @param sizeMicros the length of a window, the longest of CUMULATE
 * @param originMicros where windows are counted from, since 1970 in UTC
 */
public record TimeWindows(
        Plan input, int time, Kind kind, long stepMicros, long sizeMicros, long originMicros)
        implements Plan {
    /** A row may lie in so many windows; a plan with more is refused. */
    public static final int WINDOWS_PER_ROW_MAX = 4096;

    /** How windows lie. */
    public enum Kind {
        HOP,
        CUMULATE
    }

    public TimeWindows {
        requireNonNull(kind, "kind");
        if (!input.schema().type(time).isTimestamp()) {
            throw new IllegalArgumentException("windows over " + input.schema().type(time));
        }
        if (stepMicros <= 0 || sizeMicros <= 0) {
            throw new IllegalArgumentException("step " + stepMicros + ", size " + sizeMicros);
        }
        if (kind == Kind.CUMULATE && sizeMicros % stepMicros != 0) {
            throw new IllegalArgumentException("the size is not a multiple of the step");
        }
        if (windowsPerRow(stepMicros, sizeMicros) > WINDOWS_PER_ROW_MAX) {
            throw new IllegalArgumentException("too many windows for a row");
        }
    }

    /** The most windows that one row lies in. */
    public static long windowsPerRow(long stepMicros, long sizeMicros) {
        return Math.ceilDiv(sizeMicros, stepMicros);
    }

    public int windowsPerRow() {
        return Math.toIntExact(windowsPerRow(stepMicros, sizeMicros));
    }

    /** The start of the last window that begins at or before a time. */
    public long lastStart(long micros) {
        long every = kind == Kind.HOP ? stepMicros : sizeMicros;
        long distance =
                Math.floorMod(
                        Math.floorMod(micros, every) - Math.floorMod(originMicros, every), every);
        return Math.subtractExact(micros, distance);
    }

    @Override
    public Schema schema() {
        Type type = input.schema().type(time);
        return input.schema()
                .concat(Schema.of(Field.of("window_start", type), Field.of("window_end", type)));
    }

    @Override
    public List<Plan> inputs() {
        return List.of(input);
    }

    @Override
    public Plan withInputs(List<Plan> inputs) {
        return new TimeWindows(inputs.getFirst(), time, kind, stepMicros, sizeMicros, originMicros);
    }

    @Override
    public String describe() {
        return "windows "
                + kind
                + " of $"
                + time
                + " step "
                + stepMicros
                + " size "
                + sizeMicros
                + " from "
                + Math.floorMod(originMicros, kind == Kind.HOP ? stepMicros : sizeMicros);
    }
}
