package dev.tidemill.journal;

import java.io.IOException;

/**
 * The disk has no room for this commit. Nothing of it was kept; the next commit works as soon as
 * there is space again.
 */
public final class JournalFullException extends JournalException {
    private static final long serialVersionUID = 1;

    JournalFullException(long bytes, IOException cause) {
        super("no space left on the journal's disk for " + bytes + " bytes", cause);
    }
}
