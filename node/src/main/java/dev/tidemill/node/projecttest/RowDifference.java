package dev.tidemill.node.projecttest;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A row of a table that is not as a test expects. Values are texts; NULL is null. */
public sealed interface RowDifference {

    /** It is expected and not there. */
    record Missing(List<@Nullable String> expected) implements RowDifference {
        public Missing {
            expected = copy(expected);
        }
    }

    /** It is there and not expected. */
    record Unexpected(List<@Nullable String> found) implements RowDifference {
        public Unexpected {
            found = copy(found);
        }
    }

    /**
     * It is there with other values.
     *
     * @param columns positions of the values that differ
     */
    record Changed(
            List<@Nullable String> expected, List<@Nullable String> found, Set<Integer> columns)
            implements RowDifference {
        public Changed {
            expected = copy(expected);
            found = copy(found);
            columns = Collections.unmodifiableSet(new TreeSet<>(columns));
        }
    }

    private static List<@Nullable String> copy(List<@Nullable String> cells) {
        return Collections.unmodifiableList(new ArrayList<>(cells));
    }
}
