package dev.tidemill.node.ingest;

import dev.tidemill.algebra.bound.Bound;
import dev.tidemill.engine.circuit.Lateness;
import dev.tidemill.node.record.WatermarkSeal;
import dev.tidemill.node.record.WatermarkSeal.ColumnWatermark;
import dev.tidemill.node.record.WatermarkSeal.SourceProgress;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * How far sources have brought the columns that have a lateness, and the watermarks that follow:
 * the least of what the sources have reached, less the lateness. A source that has been silent for
 * the idle time is not waited for, and while all are silent nothing moves. A watermark never goes
 * back.
 *
 * <p>A copy is changed while a tick is prepared and taken over when the tick is on disk. One
 * thread.
 */
final class Watermarks {
    /** A source's progress in one column. */
    private static final class Progress {
        private @Nullable Long greatest;
        private long seenMicros;

        private Progress(@Nullable Long greatest, long seenMicros) {
            this.greatest = greatest;
            this.seenMicros = seenMicros;
        }
    }

    /** One column. */
    private static final class Column {
        private @Nullable Long value;
        private final Map<String, Progress> sources = new TreeMap<>();
    }

    private final Map<Bound.Watermark, Column> columns = new LinkedHashMap<>();

    /** Goes on from what a seal holds. */
    static Watermarks of(WatermarkSeal seal) {
        Watermarks watermarks = new Watermarks();
        for (ColumnWatermark sealed : seal.columns()) {
            Column column = watermarks.column(sealed.name());
            column.value = sealed.value();
            for (SourceProgress source : sealed.sources()) {
                column.sources.put(
                        source.source(), new Progress(source.greatest(), source.seenMicros()));
            }
        }
        return watermarks;
    }

    private Column column(Bound.Watermark name) {
        return columns.computeIfAbsent(name, _ -> new Column());
    }

    /** Counts idleness from now, as nobody could bring rows before. */
    void begin(long systemMicros) {
        for (Column column : columns.values()) {
            column.sources.values().forEach(source -> source.seenMicros = systemMicros);
        }
    }

    /** The watermark; null while it is not known. */
    @Nullable Long value(Bound.Watermark name) {
        Column column = columns.get(name);
        return column == null ? null : column.value;
    }

    /** Waits for sources that are to bring rows of a column. */
    void expect(Bound.Watermark name, Set<String> sources, long systemMicros) {
        Column column = column(name);
        sources.forEach(
                source ->
                        column.sources.computeIfAbsent(
                                source, _ -> new Progress(null, systemMicros)));
    }

    /** A source has brought rows, the greatest of which is this. */
    void bring(Bound.Watermark name, String source, long greatest, long systemMicros) {
        Progress progress =
                column(name).sources.computeIfAbsent(source, _ -> new Progress(null, systemMicros));
        progress.seenMicros = systemMicros;
        progress.greatest =
                progress.greatest == null ? greatest : Math.max(progress.greatest, greatest);
    }

    /** Moves a column's watermark to where its sources are; true when it moved. */
    boolean advance(Bound.Watermark name, Lateness lateness, long systemMicros) {
        Column column = column(name);
        Long reached = null;
        for (Progress source : column.sources.values()) {
            if (systemMicros - source.seenMicros >= lateness.idleMicros()) {
                continue;
            }
            if (source.greatest == null) {
                return false;
            }
            reached = reached == null ? source.greatest : Math.min(reached, source.greatest);
        }
        if (reached == null || reached < Long.MIN_VALUE + lateness.lateMicros()) {
            return false;
        }
        long value = reached - lateness.lateMicros();
        if (column.value != null && column.value >= value) {
            return false;
        }
        column.value = value;
        return true;
    }

    WatermarkSeal seal() {
        List<ColumnWatermark> sealed = new ArrayList<>();
        columns.forEach(
                (name, column) -> {
                    List<SourceProgress> sources = new ArrayList<>();
                    column.sources.forEach(
                            (source, progress) ->
                                    sources.add(
                                            new SourceProgress(
                                                    source,
                                                    progress.greatest,
                                                    progress.seenMicros)));
                    sealed.add(new ColumnWatermark(name, column.value, sources));
                });
        return new WatermarkSeal(sealed);
    }
}
