package dev.tidemill.engine.operator;

import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.ColumnBuilder;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.engine.state.KeyDecoder;
import dev.tidemill.engine.state.KeyEncoder;
import dev.tidemill.engine.state.OrderedCursor;
import dev.tidemill.engine.state.OrderedIndex;
import java.util.Arrays;
import java.util.List;

/**
 * Rows of arguments that are counted for the groups of one aggregate, in the ordered index that a
 * partition's aggregates share: number, group, arguments → how often. Not thread-safe.
 */
final class ArgumentEntries {
    private static final int PREFIX_BYTES = 16;

    private final OrderedIndex index;
    private final long number;
    private final List<Type> types;
    private final KeyEncoder encoder = new KeyEncoder();
    private final KeyDecoder decoder = new KeyDecoder();

    /**
     * @param number that of these entries among all in the index
     */
    ArgumentEntries(OrderedIndex index, long number, List<Type> types) {
        this.index = index;
        this.number = number;
        this.types = types;
    }

    private KeyEncoder key(long groupRow, Column[] arguments, int row) {
        encoder.clear().appendLong(number).appendLong(groupRow);
        for (Column argument : arguments) {
            encoder.append(argument, row);
        }
        return encoder;
    }

    /** Counts a row up or down; returns how often it now is there. */
    long add(long groupRow, Column[] arguments, int row, long weight) {
        KeyEncoder key = key(groupRow, arguments, row);
        return index.add(key.bytes(), key.length(), weight);
    }

    /** How often a row is there. */
    long count(long groupRow, Column[] arguments, int row) {
        KeyEncoder key = key(groupRow, arguments, row);
        return index.get(key.bytes(), key.length(), 0);
    }

    /** Before the first entry of a group. */
    byte[] start(long groupRow) {
        encoder.clear().appendLong(number).appendLong(groupRow);
        return encoder.toBytes();
    }

    /** The first entry at or behind a key among those of its group; empty when there is none. */
    byte[] ceiling(byte[] from) {
        OrderedCursor cursor = index.cursor();
        boolean there =
                cursor.seekCeiling(from, from.length) && cursor.keyStartsWith(from, PREFIX_BYTES);
        return there ? cursor.key() : new byte[0];
    }

    /** The least key behind another. */
    static byte[] behind(byte[] key) {
        return Arrays.copyOf(key, key.length + 1);
    }

    long count(byte[] key) {
        return index.get(key, key.length, 0);
    }

    void add(byte[] key, long weight) {
        index.add(key, key.length, weight);
    }

    /** The arguments of an entry, as columns of one row. */
    Column[] arguments(byte[] key) {
        decoder.start(key, PREFIX_BYTES);
        Column[] arguments = new Column[types.size()];
        for (int i = 0; i < arguments.length; i++) {
            ColumnBuilder one = ColumnBuilder.of(types.get(i), 1);
            decoder.read(types.get(i), false, one);
            arguments[i] = one.build();
        }
        return arguments;
    }

    /** Removes all of a group. */
    void forget(long groupRow) {
        byte[] start = start(groupRow);
        for (byte[] key = ceiling(start); key.length > 0; key = ceiling(start)) {
            index.remove(key, key.length);
        }
    }
}
