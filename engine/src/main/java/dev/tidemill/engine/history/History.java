package dev.tidemill.engine.history;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.type.Schema;
import java.util.Collection;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Gives rows that have left memory. Safe for all threads. */
public interface History {
    /** A history that nothing was given to. */
    History NONE =
            new History() {
                @Override
                public void restore(Collection<HistoryMark> marks) {
                    if (marks.stream().anyMatch(mark -> mark.kept() > 0)) {
                        throw new IllegalStateException("there is no history of " + marks);
                    }
                }

                @Override
                public Supplier<@Nullable Batch> scan(
                        HistoryMark mark, Schema schema, int... columns) {
                    throw new IllegalStateException("there is no history of " + mark.store());
                }
            };

    /**
     * Hears, before anything is scanned, what a recovered state says of it: of these tables it has
     * that then, and nothing else.
     *
     * @param marks of the tables that are gone on with; the checkpoint may have others as well
     * @throws dev.tidemill.algebra.error.TidemillException HISTORY_CORRUPT when something of it is
     *     missing
     */
    void restore(Collection<HistoryMark> marks);

    /**
     * The rows of a table's runs that are not dropped, in the order of their numbers, chunk by
     * chunk; null at the end. A reader may stop early.
     *
     * @param schema the table's columns
     * @param columns positions of the columns wanted, in the order wanted; may be empty
     * @throws dev.tidemill.algebra.error.TidemillException HISTORY_FAILED when they cannot be read
     */
    Supplier<@Nullable Batch> scan(HistoryMark mark, Schema schema, int... columns);
}
