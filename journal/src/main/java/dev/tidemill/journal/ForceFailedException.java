package dev.tidemill.journal;

import java.io.IOException;

/**
 * An fsync failed, of a file or of the directory. Whatever the system says was the reason, even a
 * full disk, what is on disk is not known any more; so this is never taken for a refusal.
 */
final class ForceFailedException extends IOException {
    private static final long serialVersionUID = 1;

    ForceFailedException(Exception cause) {
        super(cause.getMessage(), cause);
    }
}
