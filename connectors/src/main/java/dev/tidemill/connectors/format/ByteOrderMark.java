package dev.tidemill.connectors.format;

/** The mark that some programs put before UTF-8 text. */
final class ByteOrderMark {
    private ByteOrderMark() {}

    /** The index after the mark, or {@code from} when there is none. */
    static int skip(byte[] body, int from, int to) {
        boolean marked =
                to - from >= 3
                        && body[from] == (byte) 0xEF
                        && body[from + 1] == (byte) 0xBB
                        && body[from + 2] == (byte) 0xBF;
        return marked ? from + 3 : from;
    }
}
