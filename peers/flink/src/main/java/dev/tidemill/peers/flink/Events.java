package dev.tidemill.peers.flink;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.flink.core.memory.MemorySegment;
import org.apache.flink.core.memory.MemorySegmentFactory;
import org.apache.flink.table.data.GenericRowData;
import org.apache.flink.table.data.RowData;
import org.apache.flink.table.data.TimestampData;
import org.apache.flink.table.data.binary.BinaryStringData;

/**
 * All events as Flink's own rows, in the order in which they come: the stream, a row for each of
 * the three streams of which one is not NULL, and the time. Made before any clock runs; read by all
 * threads, changed by none.
 */
final class Events {
    /** Columns of the streams: number, text or time. */
    private static final String[] COLUMNS = {"nttttt@t", "nttnn@@nnt", "nnntt@t"};

    /** Which column of a stream is its time. */
    private static final int[] TIMES = {6, 5, 5};

    /** The events that were read last; a source has no other way to them. */
    static Events current;

    final RowData[] rows;

    private Events(RowData[] rows) {
        this.rows = rows;
    }

    static Events read(Path file) throws IOException {
        try (DataInputStream in =
                new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 20))) {
            byte[] streams = in.readNBytes(in.readInt());
            RowData[] rows = new RowData[streams.length];
            for (int stream = 0; stream < COLUMNS.length; stream++) {
                int place = 0;
                int parts = in.readInt();
                for (int part = 0; part < parts; part++) {
                    for (GenericRowData row : part(in, COLUMNS[stream])) {
                        while (streams[place] != stream) {
                            place++;
                        }
                        rows[place++] = event(stream, row);
                    }
                }
            }
            return new Events(rows);
        }
    }

    private static RowData event(int stream, GenericRowData row) {
        GenericRowData event = new GenericRowData(5);
        event.setField(0, stream);
        event.setField(1 + stream, row);
        event.setField(4, row.getField(TIMES[stream]));
        return event;
    }

    private static GenericRowData[] part(DataInputStream in, String columns) throws IOException {
        GenericRowData[] rows = new GenericRowData[in.readInt()];
        for (int i = 0; i < rows.length; i++) {
            rows[i] = new GenericRowData(columns.length());
        }
        for (int column = 0; column < columns.length(); column++) {
            if (columns.charAt(column) == 't') {
                texts(in, rows, column);
                continue;
            }
            boolean isTime = columns.charAt(column) == '@';
            for (GenericRowData row : rows) {
                long value = in.readLong();
                Object field = isTime ? TimestampData.fromEpochMillis(value / 1000) : (Object) value;
                row.setField(column, field);
            }
        }
        return rows;
    }

    private static void texts(DataInputStream in, GenericRowData[] rows, int column)
            throws IOException {
        int[] ends = new int[rows.length];
        for (int i = 0; i < ends.length; i++) {
            ends[i] = in.readInt();
        }
        byte[] bytes = in.readNBytes(ends.length == 0 ? 0 : ends[ends.length - 1]);
        MemorySegment[] segments = {MemorySegmentFactory.wrap(bytes)};
        int start = 0;
        for (int i = 0; i < ends.length; i++) {
            rows[i].setField(column, new BinaryStringData(segments, start, ends[i] - start));
            start = ends[i];
        }
    }
}
