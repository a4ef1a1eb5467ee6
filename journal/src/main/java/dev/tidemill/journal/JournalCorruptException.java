package dev.tidemill.journal;

/**
 * Acknowledged records are damaged or missing. The journal is left untouched: someone must restore
 * the file or decide to lose what follows the position.
 */
public final class JournalCorruptException extends JournalException {
    private static final long serialVersionUID = 1;

    private final String file;
    private final long position;

    JournalCorruptException(String file, long position, String reason) {
        super("journal file " + file + " is corrupt at byte " + position + ": " + reason, null);
        this.file = file;
        this.position = position;
    }

    public String file() {
        return file;
    }

    public long position() {
        return position;
    }
}
