package dev.tidemill.pgwire.session;

/**
 * What one session may have.
 *
 * @param statements that are prepared at once
 * @param statementCharacters of all of them together
 * @param portals and cursors that are open at once
 * @param copyBytes rows of one COPY FROM, which are in memory until its end
 */
public record SessionBounds(int statements, long statementCharacters, int portals, long copyBytes) {
    public static final SessionBounds DEFAULT = new SessionBounds(1_000, 16L << 20, 100, 64L << 20);

    public SessionBounds {
        if (statements < 1 || statementCharacters < 1 || portals < 1 || copyBytes < 1) {
            throw new IllegalArgumentException("a bound of sessions is below 1");
        }
    }
}
