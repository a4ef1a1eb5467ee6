package dev.tidemill.engine.operator;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One side's columns of the pairs of a step: first the pairs that the left side's changes found,
 * then those of the right side's.
 */
final class PairColumns {
    private final PairSide side;
    private final boolean isLeft;
    private final FoundPairs asked;
    private final FoundPairs asking;

    /** All rows by name; null where the changes have no names or are all that there is. */
    private final long @Nullable [] names;

    PairColumns(PairSide side, FoundPairs ofLeft, FoundPairs ofRight, boolean isLeft) {
        this.side = side;
        this.isLeft = isLeft;
        this.asking = isLeft ? ofLeft : ofRight;
        this.asked = isLeft ? ofRight : ofLeft;
        boolean both = asking.count() > 0 && asked.count() > 0;
        this.names = both && side.namesLast() ? names() : null;
    }

    private long[] names() {
        long[] own = new long[asking.count()];
        side.name(asking.asking(), own.length, own);
        long[] first = isLeft ? own : asked.partners();
        long[] second = isLeft ? asked.partners() : own;
        long[] all = Arrays.copyOf(first, first.length + second.length);
        System.arraycopy(second, 0, all, first.length, second.length);
        return all;
    }

    /** The values of all pairs in one column of the side. */
    Column column(int field) {
        if (names != null) {
            return side.read(field, names, 0, names.length);
        }
        if (asked.count() == 0) {
            return asking.own(field);
        }
        Column found = side.read(field, asked.partners(), 0, asked.count());
        if (asking.count() == 0) {
            return found;
        }
        Column own = asking.own(field);
        return isLeft ? concat(own, found) : concat(found, own);
    }

    private static Column concat(Column first, Column second) {
        Schema schema = new Schema(List.of(new Field("value", first.type(), true)));
        Batch one = Batch.insertions(schema, first);
        Batch two = Batch.insertions(schema, second);
        return Batch.concat(schema, List.of(one, two)).column(0);
    }
}
