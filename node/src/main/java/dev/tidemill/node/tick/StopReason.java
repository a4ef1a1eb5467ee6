package dev.tidemill.node.tick;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.journal.JournalException;

/** What everybody who waits is told when a thread of the mill ends by a fault. */
public final class StopReason {
    private StopReason() {}

    /** The same for the same cause, whoever met it; a reason that is one already stays. */
    public static TidemillException of(Throwable cause) {
        if (cause instanceof TidemillException known
                && (known.errorCode() == ErrorCode.JOURNAL_FAILED
                        || known.errorCode() == ErrorCode.ENGINE_FAILED)) {
            return known;
        }
        if (cause instanceof JournalException) {
            return new TidemillException(
                            ErrorCode.JOURNAL_FAILED,
                            "the journal failed, so the mill stops: " + cause.getMessage(),
                            cause)
                    .withHint("start it again; what was acknowledged is on disk");
        }
        return new TidemillException(
                        ErrorCode.ENGINE_FAILED, "the mill has stopped: " + cause, cause)
                .withHint("start it again; what was acknowledged is on disk");
    }
}
