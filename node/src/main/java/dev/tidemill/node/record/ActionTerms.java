package dev.tidemill.node.record;

import static java.util.Objects.requireNonNull;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What of an action's definition decides, beside the transitions themselves, what it does and when.
 * Times are microseconds; 0 stands for none.
 *
 * @param changed the columns of which one must have changed; none for any
 * @param stayMicros how long a row must be in to have stayed
 * @param repeatMicros how often a row that is in is told of again
 * @param body the template of what is sent, as JSON; empty for the action's own form
 * @param grouping null when each row is told alone
 * @param perAction null for no bound
 * @param perKey null for no bound
 * @param delays whether what is beyond a bound is told later; it is dropped otherwise
 * @param shadow whether what would be done is only recorded
 * @param write null when nothing is written
 * @param steps none for a single notice
 * @param timeoutMicros when the steps of a row end though some are left
 */
public record ActionTerms(
        List<String> changed,
        long stayMicros,
        long repeatMicros,
        String body,
        @Nullable Grouping grouping,
        @Nullable Limit perAction,
        @Nullable Limit perKey,
        boolean delays,
        boolean shadow,
        @Nullable Write write,
        List<Step> steps,
        long timeoutMicros) {
    /** Each transition is told at once. */
    public static final ActionTerms PLAIN =
            new ActionTerms(
                    List.of(), 0, 0, "", null, null, null, false, false, null, List.of(), 0);

    /**
     * Rows that are told in one request.
     *
     * @param by columns whose values they share
     */
    public record Grouping(List<String> by, long waitMicros) {
        public Grouping {
            by = List.copyOf(by);
        }
    }

    /** So many at once, and as many again in each such span. */
    public record Limit(int count, long everyMicros) {
        public Limit {
            if (count < 1 || everyMicros < 1) {
                throw new IllegalArgumentException(count + " every " + everyMicros);
            }
        }
    }

    /**
     * What is written to a keyed table.
     *
     * @param row a template of a JSON object
     * @param deletes whether the row goes when the live table's row leaves
     * @param allowsCycle whether what is written may reach the live table again
     * @param depthMax how often in a row what was written may cause more
     */
    public record Write(
            String table, String row, boolean deletes, boolean allowsCycle, int depthMax) {
        public Write {
            requireNonNull(table, "table");
            requireNonNull(row, "row");
        }
    }

    /**
     * One of several things that are done for a row.
     *
     * @param condition a word of the definitions' step conditions
     * @param tells whether somebody is told; it only waits otherwise
     * @param body as that of the action
     */
    public record Step(
            String name, long afterMicros, String condition, boolean tells, String body) {
        public Step {
            requireNonNull(name, "name");
            requireNonNull(condition, "condition");
            requireNonNull(body, "body");
        }
    }

    public ActionTerms {
        changed = List.copyOf(changed);
        requireNonNull(body, "body");
        steps = List.copyOf(steps);
    }

    /** Whether rows are remembered for as long as they are in. */
    public boolean followsRows() {
        return stayMicros > 0 || repeatMicros > 0;
    }

    void write(RecordWriter writer) {
        ActionRule.writeTexts(writer, changed);
        writer.putLong(stayMicros);
        writer.putLong(repeatMicros);
        writer.putText(body);
        writer.putByte(grouping == null ? 0 : 1);
        if (grouping != null) {
            ActionRule.writeTexts(writer, grouping.by());
            writer.putLong(grouping.waitMicros());
        }
        write(writer, perAction);
        write(writer, perKey);
        writer.putByte(delays ? 1 : 0);
        writer.putByte(shadow ? 1 : 0);
        writer.putByte(write == null ? 0 : 1);
        if (write != null) {
            writer.putText(write.table());
            writer.putText(write.row());
            writer.putByte(write.deletes() ? 1 : 0);
            writer.putByte(write.allowsCycle() ? 1 : 0);
            writer.putInt(write.depthMax());
        }
        writer.putInt(steps.size());
        for (Step step : steps) {
            writer.putText(step.name());
            writer.putLong(step.afterMicros());
            writer.putText(step.condition());
            writer.putByte(step.tells() ? 1 : 0);
            writer.putText(step.body());
        }
        writer.putLong(timeoutMicros);
    }

    private static void write(RecordWriter writer, @Nullable Limit limit) {
        writer.putInt(limit == null ? 0 : limit.count());
        writer.putLong(limit == null ? 0 : limit.everyMicros());
    }

    static ActionTerms read(RecordReader reader) {
        List<String> changed = ActionRule.readTexts(reader);
        long stay = reader.readLong();
        long repeat = reader.readLong();
        String body = reader.readText();
        Grouping grouping =
                reader.readByte() == 0
                        ? null
                        : new Grouping(ActionRule.readTexts(reader), reader.readLong());
        Limit perAction = readLimit(reader);
        Limit perKey = readLimit(reader);
        boolean delays = reader.readByte() != 0;
        boolean shadow = reader.readByte() != 0;
        Write write =
                reader.readByte() == 0
                        ? null
                        : new Write(
                                reader.readText(),
                                reader.readText(),
                                reader.readByte() != 0,
                                reader.readByte() != 0,
                                reader.readInt());
        List<Step> steps = new ArrayList<>();
        for (int i = reader.readInt(); i > 0; i--) {
            steps.add(
                    new Step(
                            reader.readText(),
                            reader.readLong(),
                            reader.readText(),
                            reader.readByte() != 0,
                            reader.readText()));
        }
        return new ActionTerms(
                changed,
                stay,
                repeat,
                body,
                grouping,
                perAction,
                perKey,
                delays,
                shadow,
                write,
                steps,
                reader.readLong());
    }

    private static @Nullable Limit readLimit(RecordReader reader) {
        int count = reader.readInt();
        long every = reader.readLong();
        return count == 0 ? null : new Limit(count, every);
    }
}
