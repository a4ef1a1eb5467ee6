package dev.tidemill.engine.state;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.type.Schema;
import java.util.List;
import java.util.stream.IntStream;

/**
 * What a {@link ZSetTable} holds and is found by.
 *
 * @param key positions of the columns that rows are looked up by; NULL equals NULL in them
 * @param keys whether a key has one row or many
 * @param identity positions of columns in which no two rows are equal, apart from moments inside a
 *     batch: the fewer, the cheaper is a change; all columns when nothing better is known
 * @param counted whether each row carries a number of its owner's beside its weight
 */
public record ZSetShape(
        Schema schema, List<Integer> key, Keys keys, List<Integer> identity, boolean counted) {
    /** How many distinct rows a key may have. */
    public enum Keys {
        /** One, apart from moments inside a batch: one index, over the key. */
        UNIQUE,
        /** Any number: an index over whole rows, and rows of equal key linked to each other. */
        REPEATED
    }

    public ZSetShape {
        requireNonNull(schema, "schema");
        requireNonNull(keys, "keys");
        key = List.copyOf(key);
        identity = List.copyOf(identity);
    }

    public ZSetShape(Schema schema, List<Integer> key, Keys keys, List<Integer> identity) {
        this(schema, key, keys, identity, false);
    }

    /** Rows identified by a unique key, or else only by all their columns. */
    public ZSetShape(Schema schema, List<Integer> key, Keys keys) {
        this(
                schema,
                key,
                keys,
                keys == Keys.UNIQUE ? key : IntStream.range(0, schema.size()).boxed().toList());
    }

    /** Rows found by one unique key. */
    public static ZSetShape unique(Schema schema, int... key) {
        return new ZSetShape(schema, IntStream.of(key).boxed().toList(), Keys.UNIQUE);
    }

    /** Rows found by a key that many rows may have. */
    public static ZSetShape repeated(Schema schema, int... key) {
        return new ZSetShape(schema, IntStream.of(key).boxed().toList(), Keys.REPEATED);
    }

    /** A multiset of rows, found only as whole rows. */
    public static ZSetShape wholeRows(Schema schema) {
        return unique(schema, IntStream.range(0, schema.size()).toArray());
    }

    /** The same rows, each with a number beside its weight, which is 0 at first. */
    public ZSetShape withCounts() {
        return new ZSetShape(schema, key, keys, identity, true);
    }

    /** The key columns of a batch of this schema. */
    public Column[] keyColumns(Batch batch) {
        Column[] columns = new Column[key.size()];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = batch.column(key.get(i));
        }
        return columns;
    }

    /** The hashes of the keys in a batch of this schema: they choose partition and index place. */
    public long[] keyHashes(Batch batch) {
        return RowHash.hash(keyColumns(batch), batch.size());
    }

    /** As the other; hashes many rows by several threads. */
    public long[] keyHashes(Batch batch, PartitionRunner runner) {
        return RowHash.hash(keyColumns(batch), batch.size(), runner);
    }

    /**
     * The hashes of the identities in a batch of this schema; for a unique key those of the key.
     */
    public long[] identityHashes(Batch batch) {
        return RowHash.hash(batch, identityFields());
    }

    int[] identityFields() {
        return identity.stream().mapToInt(Integer::intValue).toArray();
    }

    int[] keyFields() {
        return key.stream().mapToInt(Integer::intValue).toArray();
    }

    boolean isChained() {
        return keys == Keys.REPEATED;
    }

    RowLayout layout() {
        return RowLayout.of(schema, countAt() + (counted ? 8 : 0));
    }

    /** Where the count is in a row's extra bytes: after the weight and the links. */
    int countAt() {
        return isChained() ? 16 : 8;
    }
}
