package dev.tidemill.bench.nexmark;

import dev.tidemill.algebra.bound.Bound;
import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BytesColumn;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.ColumnBuilder;
import dev.tidemill.algebra.column.LongColumn;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.engine.circuit.InputChange;
import dev.tidemill.engine.circuit.InputTable;
import dev.tidemill.engine.circuit.TickInput;
import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A set of events in memory, in columns, cut into ticks; made before any clock runs.
 *
 * @param ticks the first brings the table at the side; each has at most one batch of each stream
 * @param streams the stream of each event, in the order in which they come
 */
public record NexmarkEvents(NexmarkShape shape, List<TickInput> ticks, byte[] streams) {
    public NexmarkEvents {
        ticks = List.copyOf(ticks);
    }

    /** Events in ticks of a size. */
    public static NexmarkEvents of(NexmarkShape shape, int tickRows) {
        int ticks = Math.toIntExact((shape.events() + tickRows - 1) / tickRows);
        int[] sizes = new int[ticks];
        Arrays.fill(sizes, tickRows);
        sizes[ticks - 1] = Math.toIntExact(shape.events() - (ticks - 1L) * tickRows);
        return of(shape, sizes);
    }

    /**
     * Events in ticks.
     *
     * @param sizes rows of each tick, as many in all as there are events
     */
    public static NexmarkEvents of(NexmarkShape shape, int[] sizes) {
        if (Arrays.stream(sizes).asLongStream().sum() != shape.events()) {
            throw new IllegalArgumentException("ticks do not hold " + shape.events() + " events");
        }
        return new Maker(shape).make(sizes);
    }

    /** The table at the side. */
    public static Batch side() {
        Schema schema = NexmarkTables.SIDE.schema();
        ColumnBuilder slots = ColumnBuilder.of(schema.type(0), NexmarkTables.SIDE_ROWS);
        ColumnBuilder labels = ColumnBuilder.of(schema.type(1), NexmarkTables.SIDE_ROWS);
        for (int i = 0; i < NexmarkTables.SIDE_ROWS; i++) {
            slots.appendLong(i);
            labels.appendText(Integer.toString(i));
        }
        return Batch.insertions(schema, slots.build(), labels.build());
    }

    /** Builds ticks one after another. */
    private static final class Maker {
        private final NexmarkShape shape;
        private final NexmarkGenerator generator;
        private final byte[] streams;
        private final Map<Bound.Watermark, Long> watermarks = new HashMap<>();
        private final List<TickInput> ticks = new ArrayList<>();
        private long now = NexmarkGenerator.FIRST_MICROS;

        Maker(NexmarkShape shape) {
            this.shape = shape;
            this.generator = new NexmarkGenerator(shape);
            this.streams = new byte[Math.toIntExact(shape.events())];
        }

        NexmarkEvents make(int[] sizes) {
            int place = 0;
            for (int size : sizes) {
                List<InputChange> changes = new ArrayList<>();
                if (ticks.isEmpty()) {
                    changes.add(
                            new InputChange(
                                    NexmarkTables.SIDE.name(), InputChange.Op.UPSERT, side()));
                }
                add(place, size, changes);
                ticks.add(new TickInput(ticks.size() + 1L, now, changes, watermarks));
                place += size;
            }
            return new NexmarkEvents(shape, ticks, streams);
        }

        private void add(int first, int size, List<InputChange> changes) {
            List<ColumnBuilder[]> builders = new ArrayList<>();
            NexmarkTables.STREAMS.forEach(table -> builders.add(builders(table, size)));
            long[] latest = new long[builders.size()];
            Arrays.fill(latest, Long.MIN_VALUE);
            for (int place = first; place < first + size; place++) {
                int stream = generator.stream(place);
                streams[place] = (byte) stream;
                long micros = generator.append(place, builders.get(stream));
                latest[stream] = Math.max(latest[stream], micros);
            }
            for (int stream = 0; stream < latest.length; stream++) {
                InputTable table = NexmarkTables.STREAMS.get(stream);
                Batch rows = build(table, builders.get(stream));
                if (!rows.isEmpty()) {
                    long micros = latest[stream];
                    now = Math.max(now, micros);
                    watermarks.merge(
                            table.watermark(table.eventTime()),
                            micros - NexmarkTables.LATENESS_MICROS,
                            Math::max);
                    changes.add(new InputChange(table.name(), InputChange.Op.INSERT, rows));
                }
            }
        }

        private static ColumnBuilder[] builders(InputTable table, int size) {
            ColumnBuilder[] builders = new ColumnBuilder[table.schema().size()];
            int expected = table == NexmarkTables.BID ? size : size / 10;
            for (int i = 0; i < builders.length; i++) {
                builders[i] = ColumnBuilder.of(table.schema().type(i), expected);
            }
            return builders;
        }

        private static Batch build(InputTable table, ColumnBuilder[] builders) {
            Column[] columns = new Column[builders.length];
            for (int i = 0; i < columns.length; i++) {
                columns[i] = builders[i].build();
            }
            return Batch.insertions(table.schema(), columns);
        }
    }

    /**
     * Writes the events for another program: their number, the stream of each, then stream by
     * stream the number of parts, and part by part the number of rows and the columns. A number is
     * 8 bytes, a text column is the ends of its values, 4 bytes each, and then their bytes;
     * big-endian.
     */
    public void write(Path file) throws IOException {
        try (DataOutputStream out =
                new DataOutputStream(
                        new BufferedOutputStream(Files.newOutputStream(file), 1 << 20))) {
            out.writeInt(streams.length);
            out.write(streams);
            for (InputTable table : NexmarkTables.STREAMS) {
                List<Batch> parts =
                        ticks.stream()
                                .flatMap(tick -> tick.changes().stream())
                                .filter(change -> change.table().equals(table.name()))
                                .map(InputChange::rows)
                                .toList();
                out.writeInt(parts.size());
                for (Batch part : parts) {
                    out.writeInt(part.size());
                    for (Column column : part.columns()) {
                        write(column, out);
                    }
                }
            }
        }
    }

    private static void write(Column column, DataOutputStream out) throws IOException {
        switch (column) {
            case LongColumn longs -> {
                for (int i = 0; i < longs.size(); i++) {
                    out.writeLong(longs.values()[i]);
                }
            }
            case BytesColumn texts -> {
                for (int i = 1; i <= texts.size(); i++) {
                    out.writeInt(texts.offsets()[i]);
                }
                out.write(texts.bytes(), 0, texts.offsets()[texts.size()]);
            }
            default -> throw new IllegalArgumentException("no stream has " + column.type());
        }
    }
}
