package dev.tidemill.journal;

/**
 * What is on disk is no longer known, because an fsync (or taking back a failed write) failed. The
 * journal accepts nothing more; the process must stop, and opening it again finds every
 * acknowledged tick.
 */
public final class JournalFailedException extends JournalException {
    private static final long serialVersionUID = 1;

    JournalFailedException(String message, Throwable cause) {
        super(message, cause);
    }
}
