package dev.tidemill.algebra.column;

import dev.tidemill.algebra.type.Physical;
import dev.tidemill.algebra.type.Type;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * A vector of values of one type over primitive arrays.
 *
 * <p>The arrays may be longer than {@link #size()}; they are shared, not copied, and must not be
 * changed once the column has left its maker. What stands at a null position of the value arrays is
 * undefined. Safe to read from any thread after safe publication.
 */
public sealed interface Column
        permits BoolColumn,
                IntColumn,
                LongColumn,
                DoubleColumn,
                Int128Column,
                BytesColumn,
                IntervalColumn {
    Type type();

    int size();

    /** True at null positions; null itself when no value is null. At least {@link #size()} long. */
    boolean @Nullable [] nulls();

    default boolean isNull(int row) {
        boolean[] nulls = nulls();
        return nulls != null && nulls[row];
    }

    default boolean hasNulls() {
        boolean[] nulls = nulls();
        if (nulls == null) {
            return false;
        }
        for (int i = 0; i < size(); i++) {
            if (nulls[i]) {
                return true;
            }
        }
        return false;
    }

    /** About how many bytes its values take; arrays that columns share count in each of them. */
    default long bytesHeld() {
        return (long) size() * type().physical().width();
    }

    /** The array that most of its bytes are in: columns with the same one share their memory. */
    Object storage();

    /** The rows at {@code rows[0..count)}, copied, in that order. */
    Column gather(int[] rows, int count);

    /** Rows {@code from} to {@code to} (exclusive), copied, but for the bytes of texts. */
    Column slice(int from, int to);

    /** The same values under another type of the same physical form. */
    Column as(Type newType);

    /**
     * One value as a plain object, for edges and tests only: Boolean, Integer, Long, Double, {@link
     * java.math.BigDecimal}, String, {@link Interval}, {@link java.util.UUID}, a list of such for
     * arrays; null for NULL. DATE gives its days as Integer, timestamps their microseconds as Long,
     * JSON its canonical text.
     */
    @Nullable Object value(int row);

    /** The flags of some rows; null when none of them is NULL. */
    static boolean @Nullable [] sliceNulls(boolean @Nullable [] nulls, int from, int to) {
        if (nulls == null) {
            return null;
        }
        for (int i = from; i < to; i++) {
            if (nulls[i]) {
                return Arrays.copyOfRange(nulls, from, to);
            }
        }
        return null;
    }

    /** A column of {@code size} NULLs. */
    static Column nulls(Type type, int size) {
        ColumnBuilder builder = ColumnBuilder.of(type, size);
        for (int i = 0; i < size; i++) {
            builder.appendNull();
        }
        return builder.build();
    }

    static boolean @Nullable [] gatherNulls(boolean @Nullable [] nulls, int[] rows, int count) {
        if (nulls == null) {
            return null;
        }
        boolean[] gathered = new boolean[count];
        boolean any = false;
        for (int i = 0; i < count; i++) {
            boolean isNull = nulls[rows[i]];
            gathered[i] = isNull;
            any |= isNull;
        }
        return any ? gathered : null;
    }

    /** Throws IllegalArgumentException unless the type has this physical form. */
    static void requirePhysical(Type type, Physical physical) {
        if (type.physical() != physical) {
            throw new IllegalArgumentException(type + " is not stored as " + physical);
        }
    }
}
