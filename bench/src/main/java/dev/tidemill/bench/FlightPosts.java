package dev.tidemill.bench;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.connectors.format.ByteBuilder;
import dev.tidemill.connectors.format.JsonRowWriter;
import dev.tidemill.connectors.source.Source;
import dev.tidemill.connectors.source.SourceBatch;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Objects;

/** Cuts the example's flights into posts, or batches, of a size. One thread. */
final class FlightPosts {
    private static final int BYTES_PER_ROW_GUESS = 160;

    private final Source source;
    private final Deque<SourceBatch.TableRows> waiting = new ArrayDeque<>();
    private Batch rows = Batch.empty(new Schema(List.of()));
    private String table = "";
    private int at;

    FlightPosts(Source source) {
        this.source = source;
    }

    /** Rows of one table. */
    record Rows(String table, Batch batch) {}

    /** A body ready to be sent. */
    record Post(String table, int rows, byte[] body) {}

    /** At most so many rows, and at least one. */
    Rows rows(int size) {
        while (at >= rows.size()) {
            if (waiting.isEmpty()) {
                waiting.addAll(Objects.requireNonNull(source.poll()).tables());
            }
            SourceBatch.TableRows next = waiting.removeFirst();
            table = next.table();
            rows = next.rows().rows();
            at = 0;
        }
        int count = Math.min(size, rows.size() - at);
        int[] window = new int[count];
        int first = at;
        Arrays.setAll(window, i -> first + i);
        at += count;
        return new Rows(table, rows.gather(window, count));
    }

    /** At most so many rows, and at least one, as NDJSON. */
    Post post(int size) {
        Rows next = rows(size);
        int count = next.batch().size();
        ByteBuilder body = new ByteBuilder(count * BYTES_PER_ROW_GUESS);
        JsonRowWriter writer = new JsonRowWriter(next.batch().schema());
        for (int row = 0; row < count; row++) {
            writer.object(next.batch(), row, body);
            body.append('\n');
        }
        return new Post(next.table(), count, body.toByteArray());
    }
}
