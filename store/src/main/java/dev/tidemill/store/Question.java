package dev.tidemill.store;

import static java.util.Objects.requireNonNull;

import dev.tidemill.store.activity.ActiveQuery;
import dev.tidemill.store.admission.Cancellation;

/**
 * What is asked of an engine.
 *
 * @param mode whether its rows are wanted, or how it is run
 * @param trusted the program wrote it itself, so it may call any function
 * @param asked where it is told how far it is
 */
record Question(
        PinnedTables pin,
        String sql,
        QueryLimits limits,
        Cancellation cancellation,
        QueryMode mode,
        boolean trusted,
        ActiveQuery asked) {
    Question {
        requireNonNull(pin, "pin");
        requireNonNull(sql, "sql");
        requireNonNull(limits, "limits");
        requireNonNull(cancellation, "cancellation");
        requireNonNull(mode, "mode");
        requireNonNull(asked, "asked");
    }
}
