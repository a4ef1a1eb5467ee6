package dev.tidemill.node.record;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.bound.Bound;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The watermarks that a tick's seal holds, and how far each source has come, so that sealing goes
 * on from them after a restart.
 *
 * @param columns one for each column that ever had a lateness
 */
public record WatermarkSeal(List<ColumnWatermark> columns) {
    private static final int VERSION = 1;

    /** Before any row. */
    public static final WatermarkSeal NONE = new WatermarkSeal(List.of());

    /**
     * A column's watermark.
     *
     * @param value null while it is not known
     */
    public record ColumnWatermark(
            Bound.Watermark name, @Nullable Long value, List<SourceProgress> sources) {
        public ColumnWatermark {
            requireNonNull(name, "name");
            sources = List.copyOf(sources);
        }
    }

    /**
     * How far a source has brought a column.
     *
     * @param greatest the greatest value it brought; null before its first
     * @param seenMicros the system's time when it brought rows last
     */
    public record SourceProgress(String source, @Nullable Long greatest, long seenMicros) {
        public SourceProgress {
            requireNonNull(source, "source");
        }
    }

    public WatermarkSeal {
        columns = List.copyOf(columns);
    }

    /** The watermarks that are known. */
    public Map<Bound.Watermark, Long> values() {
        Map<Bound.Watermark, Long> values = new HashMap<>();
        for (ColumnWatermark column : columns) {
            if (column.value() != null) {
                values.put(column.name(), column.value());
            }
        }
        return values;
    }

    /** As the payload of a seal; nothing when there is nothing to say. */
    public ByteBuffer encode() {
        if (columns.isEmpty()) {
            return ByteBuffer.allocate(0);
        }
        RecordWriter writer = new RecordWriter(256);
        writer.putByte(VERSION);
        writer.putInt(columns.size());
        for (ColumnWatermark column : columns) {
            writer.putText(column.name().table());
            writer.putText(column.name().column());
            putOptional(writer, column.value());
            writer.putInt(column.sources().size());
            for (SourceProgress source : column.sources()) {
                writer.putText(source.source());
                putOptional(writer, source.greatest());
                writer.putLong(source.seenMicros());
            }
        }
        return writer.finish();
    }

    private static void putOptional(RecordWriter writer, @Nullable Long value) {
        writer.putByte(value == null ? 0 : 1);
        if (value != null) {
            writer.putLong(value);
        }
    }

    /** The inverse of {@link #encode}; seals of before watermarks have no payload. */
    public static WatermarkSeal decode(ByteBuffer payload) {
        if (!payload.hasRemaining()) {
            return NONE;
        }
        RecordReader reader = new RecordReader(payload);
        int version = reader.readByte();
        if (version != VERSION) {
            throw new IllegalArgumentException("watermarks of version " + version);
        }
        List<ColumnWatermark> columns = new ArrayList<>();
        for (int i = reader.readInt(); i > 0; i--) {
            Bound.Watermark name = new Bound.Watermark(reader.readText(), reader.readText());
            Long value = optional(reader);
            List<SourceProgress> sources = new ArrayList<>();
            for (int s = reader.readInt(); s > 0; s--) {
                sources.add(
                        new SourceProgress(reader.readText(), optional(reader), reader.readLong()));
            }
            columns.add(new ColumnWatermark(name, value, sources));
        }
        return new WatermarkSeal(columns);
    }

    private static @Nullable Long optional(RecordReader reader) {
        return reader.readByte() == 0 ? null : reader.readLong();
    }
}
