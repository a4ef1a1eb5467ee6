package dev.tidemill.journal;

/** A file in the journal's directory that this program cannot read as a segment. */
public final class JournalFormatException extends JournalException {
    private static final long serialVersionUID = 1;

    private final String file;

    JournalFormatException(String file, String reason) {
        super("journal file " + file + ": " + reason, null);
        this.file = file;
    }

    public String file() {
        return file;
    }
}
