package dev.tidemill.pgwire.login;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.pgwire.frame.ErrorMessage;

/** Who came has not proven who they are. */
public final class WrongPassword extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final transient TidemillException reason;
    private final String words;

    /**
     * @param words that the client is told
     */
    WrongPassword(TidemillException reason, String words) {
        super(words, reason);
        this.reason = requireNonNull(reason, "reason");
        this.words = requireNonNull(words, "words");
    }

    /** What the audit log is told. */
    public TidemillException reason() {
        return reason;
    }

    /** What the client is told. */
    public ErrorMessage told() {
        return ErrorMessage.wrongPassword(reason, words);
    }
}
