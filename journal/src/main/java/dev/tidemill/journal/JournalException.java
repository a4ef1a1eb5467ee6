package dev.tidemill.journal;

import org.jspecify.annotations.Nullable;

/** What can go wrong with the journal; the subtypes say what the caller may do about it. */
public abstract sealed class JournalException extends RuntimeException
        permits JournalCorruptException,
                JournalFailedException,
                JournalFormatException,
                JournalFullException {
    private static final long serialVersionUID = 1;

    JournalException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
