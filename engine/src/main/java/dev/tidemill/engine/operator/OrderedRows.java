package dev.tidemill.engine.operator;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.ColumnBuilder;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.engine.state.KeyDecoder;
import dev.tidemill.engine.state.KeyEncoder;
import dev.tidemill.engine.state.OrderedCursor;
import dev.tidemill.engine.state.OrderedIndex;
import dev.tidemill.engine.state.Region;
import java.util.ArrayList;
import java.util.List;

/**
 * Rows with weights in the order of some leading columns and then of the others, ascending with
 * NULLs last; the columns after the leading ones may be the other way round. A row is a key of the
 * index, its weight the value. One thread at a time.
 */
final class OrderedRows {
    static final int SEGMENTS = OrderedIndex.SEGMENTS;

    private final Schema schema;
    private final OrderedIndex index;

    /** The columns in the order in which they stand in a key; a leading one may be there twice. */
    private final List<Integer> parts = new ArrayList<>();

    /** Parts from here on are descending with NULLs first. */
    private final int turned;

    private final KeyEncoder encoder = new KeyEncoder();
    private final KeyDecoder decoder = new KeyDecoder();

    OrderedRows(Schema schema, List<Integer> leading, Region region, int firstSegment) {
        this(schema, leading, Integer.MAX_VALUE, region, firstSegment);
    }

    /**
     * @param turned how many of the leading columns are ascending, and no others
     */
    OrderedRows(Schema schema, List<Integer> leading, int turned, Region region, int firstSegment) {
        this.schema = schema;
        this.turned = turned;
        this.index = new OrderedIndex(region, firstSegment);
        parts.addAll(leading);
        for (int column = 0; column < schema.size(); column++) {
            if (!leading.contains(column)) {
                parts.add(column);
            }
        }
    }

    /** Adds a row's weight. */
    void add(Batch batch, int row) {
        encode(batch, row);
        index.add(encoder.bytes(), encoder.length(), batch.weight(row));
    }

    /** Forgets a row, whatever its weight. */
    void remove(byte[] key) {
        index.remove(key, key.length);
    }

    private void encode(Batch batch, int row) {
        encoder.clear();
        for (int i = 0; i < parts.size(); i++) {
            encoder.append(batch.column(parts.get(i)), row, i >= turned, i >= turned);
        }
    }

    /** The key of a row of this schema. */
    byte[] key(Batch batch, int row) {
        encode(batch, row);
        return encoder.toBytes();
    }

    long weight(byte[] key, int length) {
        return index.get(key, length, 0);
    }

    OrderedCursor cursor() {
        return index.cursor();
    }

    /** Appends the row of a key to a builder of the schema, at the columns from {@code offset}. */
    void decode(byte[] key, BatchBuilder target, int offset) {
        decoder.start(key, 0);
        for (int i = 0; i < parts.size(); i++) {
            int column = parts.get(i);
            boolean again = parts.subList(0, i).contains(column);
            ColumnBuilder builder =
                    again
                            ? ColumnBuilder.of(schema.type(column), 1)
                            : target.column(offset + column);
            decoder.read(schema.type(column), i >= turned, builder);
        }
    }

    /** Where in a key a column's value ends that begins at a position. */
    int valueEnd(byte[] key, int from, int column, boolean descending) {
        Type type = schema.type(column);
        decoder.start(key, from).read(type, descending, ColumnBuilder.of(type, 1));
        return decoder.position();
    }

    Schema schema() {
        return schema;
    }

    /** Appends the values of some columns, as they stand in a key. */
    static void encode(KeyEncoder encoder, Column[] columns, int row) {
        for (Column column : columns) {
            encoder.append(column, row);
        }
    }
}
