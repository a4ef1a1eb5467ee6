package dev.tidemill.pgwire.session;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.pgwire.frame.MessageWriter;
import dev.tidemill.pgwire.type.Layout;
import dev.tidemill.pgwire.type.RowWriter;
import dev.tidemill.pgwire.type.TextValues;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A statement on its way: begun when its columns or its rows are first asked for, and then given
 * page after page. Owned by the session's thread.
 */
final class Portal implements AutoCloseable {
    private final Bound bound;
    private final List<Integer> formats;
    private @Nullable Answer answer;
    private @Nullable Batch batch;
    private int row;
    private boolean whole;

    /**
     * @param formats 1 for binary and 0 for text: none, one for all columns, or one for each
     */
    Portal(Bound bound, List<Integer> formats) {
        this.bound = requireNonNull(bound, "bound");
        this.formats = List.copyOf(formats);
    }

    Bound bound() {
        return bound;
    }

    /** Begins it, unless it has begun. */
    Answer begun(Runner runner) throws InterruptedException {
        Answer known = answer;
        if (known == null) {
            known = runner.run(bound);
            answer = known;
        }
        return known;
    }

    /** Its client waits for it again: for another page. */
    void again(Waiting waiting, Duration time) {
        Rows rows = rows();
        if (rows != null) {
            rows.patience()
                    .ifPresent(
                            patience -> {
                                patience.restart(time);
                                Patience _ = waiting.again(patience);
                            });
        }
    }

    /** The rows; null when it gives none. */
    @Nullable Rows rows() {
        return switch (answer) {
            case Answer.Given given -> given.rows();
            case Answer.Returned returned -> returned.rows();
            case null, default -> null;
        };
    }

    /** Which columns go in binary. */
    boolean[] binary(Layout layout) {
        if (formats.size() > 1 && formats.size() != layout.size()) {
            throw new TidemillException(
                    ErrorCode.PROTOCOL_VIOLATION,
                    "bind message has %d result formats but query has %d columns"
                            .formatted(formats.size(), layout.size()));
        }
        boolean[] binary = new boolean[layout.size()];
        for (int i = 0; i < binary.length; i++) {
            binary[i] = !formats.isEmpty() && formats.get(formats.size() == 1 ? 0 : i) == 1;
        }
        return binary;
    }

    /**
     * Writes rows.
     *
     * @param max at most so many
     * @return how many
     */
    long write(Rows rows, long max, TextValues texts, MessageWriter out) throws IOException {
        RowWriter writer = new RowWriter(rows.layout(), binary(rows.layout()), texts);
        long written = 0;
        while (written < max && advance(rows)) {
            Batch current = requireNonNull(batch, "batch");
            int count = (int) Math.min(current.size() - row, max - written);
            for (int i = 0; i < count; i++) {
                writer.row(current, row++, out);
            }
            written += count;
        }
        return written;
    }

    /** Passes over rows, without writing them. */
    long skip(Rows rows, long max) {
        long skipped = 0;
        while (skipped < max && advance(rows)) {
            int count = (int) Math.min(requireNonNull(batch, "batch").size() - row, max - skipped);
            row += count;
            skipped += count;
        }
        return skipped;
    }

    /** The next rows, at most so many; null when there are no more. */
    @Nullable Batch page(Rows rows, long max) {
        if (!advance(rows)) {
            return null;
        }
        Batch current = requireNonNull(batch, "batch");
        int count = (int) Math.min(current.size() - row, max);
        int[] picked = java.util.stream.IntStream.range(row, row + count).toArray();
        row += count;
        return count == current.size() ? current : current.gather(picked, count);
    }

    /** Whether there is a next row; waits until that is known. */
    boolean advance(Rows rows) {
        while (!whole && (batch == null || row >= batch.size())) {
            batch = rows.next();
            row = 0;
            whole = batch == null;
        }
        return !whole;
    }

    @Override
    public void close() {
        Rows rows = rows();
        if (rows != null) {
            rows.close();
        }
        whole = true;
        batch = null;
    }
}
