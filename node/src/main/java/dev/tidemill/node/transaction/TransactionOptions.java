package dev.tidemill.node.transaction;

import static java.util.Objects.requireNonNull;

/**
 * How a transaction is begun.
 *
 * @param readOnly whether it refuses to write (25006)
 */
public record TransactionOptions(Isolation isolation, boolean readOnly) {
    /** Reads and writes, at snapshot isolation. */
    public static final TransactionOptions DEFAULT =
            new TransactionOptions(Isolation.DEFAULT, false);

    public TransactionOptions {
        requireNonNull(isolation, "isolation");
    }

    /** The same for reading only, or not. */
    public TransactionOptions withReadOnly(boolean isReadOnly) {
        return new TransactionOptions(isolation, isReadOnly);
    }

    /** The same with another isolation. */
    public TransactionOptions withIsolation(Isolation other) {
        return new TransactionOptions(other, readOnly);
    }
}
