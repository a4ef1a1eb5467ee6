package dev.tidemill.cli.show;

/** Colours for a terminal, and nothing at all elsewhere. */
public enum Paint {
    COLOURED(true),
    PLAIN(false);

    private static final String RESET = "\u001b[0m";

    private final boolean coloured;

    Paint(boolean coloured) {
        this.coloured = coloured;
    }

    public String bold(String text) {
        return wrap("\u001b[1m", text);
    }

    /** For what is there but matters less. */
    public String dim(String text) {
        return wrap("\u001b[2m", text);
    }

    public String good(String text) {
        return wrap("\u001b[32m", text);
    }

    public String warning(String text) {
        return wrap("\u001b[33m", text);
    }

    public String bad(String text) {
        return wrap("\u001b[31m", text);
    }

    private String wrap(String escape, String text) {
        return coloured && !text.isEmpty() ? escape + text + RESET : text;
    }
}
