package dev.tidemill.pgwire.session;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.Place;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.pgwire.frame.ErrorMessage;
import dev.tidemill.pgwire.frame.MessageWriter;
import dev.tidemill.pgwire.sql.RenderedSql;
import dev.tidemill.pgwire.sql.StatementText;
import java.io.IOException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells a client what was wrong, and where. Owned by the session's thread. */
final class Failures {
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    private final MessageWriter out;
    private final Block block;

    Failures(MessageWriter out, Block block) {
        this.out = requireNonNull(out, "out");
        this.block = requireNonNull(block, "block");
    }

    /** A statement has failed, and the transaction with it. */
    void failed(TidemillException e, int position) throws IOException {
        block.failed();
        tell(e, position);
    }

    /** A statement has failed by a fault of ours. */
    void faulted(RuntimeException e) throws IOException {
        LOG.error("a statement failed", e);
        failed(
                new TidemillException(ErrorCode.INTERNAL, "this should not have happened: " + e, e),
                0);
    }

    /**
     * Tells of an error.
     *
     * @param position in characters from 1; 0 when it is not known
     */
    void tell(TidemillException e, int position) throws IOException {
        out.abandon();
        PostgresWords.Told told = PostgresWords.of(e);
        ErrorMessage.error(e, told.sqlState(), told.message(), position).write(out);
    }

    /**
     * Where an error stands in its statement, in characters from 1; 0 when that is not known.
     *
     * @param bound what was carried out; null when it did not come to that
     */
    static int position(TidemillException e, StatementText statement, @Nullable Bound bound) {
        Place place = e.place();
        if (place == null || place.source() != null || place.line() <= 0) {
            return 0;
        }
        RenderedSql sql = bound == null ? RenderedSql.of(statement) : bound.carriedOut();
        return sql.position(statement, place.line(), place.column());
    }
}
