package dev.tidemill.engine.expression;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidemill.algebra.error.ErrorCode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A compiled LIKE pattern over UTF-8 bytes: pieces of bytes and single-character wildcards between
 * per-cent signs. Immutable.
 */
final class LikePattern {
    private static final short ANY_CHARACTER = -1;

    private final List<short[]> pieces;
    private final boolean anchoredStart;
    private final boolean anchoredEnd;

    private LikePattern(List<short[]> pieces, boolean anchoredStart, boolean anchoredEnd) {
        this.pieces = pieces;
        this.anchoredStart = anchoredStart;
        this.anchoredEnd = anchoredEnd;
    }

    /**
     * @param escape one character, or empty for none
     */
    static LikePattern compile(String pattern, String escape) {
        if (escape.codePointCount(0, escape.length()) > 1) {
            throw new RowFailure(ErrorCode.INVALID_ARGUMENT, "invalid escape string");
        }
        int escapePoint = escape.isEmpty() ? -1 : escape.codePointAt(0);
        List<short[]> pieces = new ArrayList<>();
        short[] piece = new short[0];
        boolean startsOpen = false;
        boolean endsOpen = false;
        for (int at = 0; at < pattern.length(); ) {
            int letter = pattern.codePointAt(at);
            at += Character.charCount(letter);
            endsOpen = false;
            if (letter == escapePoint) {
                if (at == pattern.length()) {
                    throw new RowFailure(
                            ErrorCode.INVALID_ARGUMENT,
                            "LIKE pattern must not end with escape character");
                }
                letter = pattern.codePointAt(at);
                at += Character.charCount(letter);
                piece = append(piece, letter);
            } else if (letter == '%') {
                if (pieces.isEmpty() && piece.length == 0) {
                    startsOpen = true;
                }
                endsOpen = true;
                if (piece.length > 0) {
                    pieces.add(piece);
                    piece = new short[0];
                }
            } else if (letter == '_') {
                piece = Arrays.copyOf(piece, piece.length + 1);
                piece[piece.length - 1] = ANY_CHARACTER;
            } else {
                piece = append(piece, letter);
            }
        }
        if (piece.length > 0) {
            pieces.add(piece);
        }
        return new LikePattern(pieces, !startsOpen, !endsOpen);
    }

    private static short[] append(short[] piece, int letter) {
        byte[] bytes = Character.toString(letter).getBytes(UTF_8);
        short[] longer = Arrays.copyOf(piece, piece.length + bytes.length);
        for (int i = 0; i < bytes.length; i++) {
            longer[piece.length + i] = (short) (bytes[i] & 0xFF);
        }
        return longer;
    }

    boolean matches(byte[] bytes, int start, int end) {
        int at = start;
        int first = 0;
        int last = pieces.size();
        if (anchoredStart) {
            if (last == 0) {
                return !anchoredEnd || start == end;
            }
            at = matchAt(bytes, start, end, pieces.getFirst());
            if (at < 0) {
                return false;
            }
            first = 1;
            if (last == 1) {
                return !anchoredEnd || at == end;
            }
        }
        int middleEnd = anchoredEnd ? last - 1 : last;
        for (int p = first; p < middleEnd; p++) {
            at = search(bytes, at, end, pieces.get(p));
            if (at < 0) {
                return false;
            }
        }
        return !anchoredEnd || first >= last || matchesEnd(bytes, at, end, pieces.getLast());
    }

    /** Where the piece ends when it stands at a position, or -1. */
    private static int matchAt(byte[] bytes, int start, int end, short[] piece) {
        int at = start;
        for (short wanted : piece) {
            if (at >= end) {
                return -1;
            }
            if (wanted == ANY_CHARACTER) {
                at = Utf8.advance(bytes, at, end, 1);
            } else if ((bytes[at] & 0xFF) == wanted) {
                at++;
            } else {
                return -1;
            }
        }
        return at;
    }

    /** Where the first place of the piece ends, or -1. */
    private static int search(byte[] bytes, int from, int end, short[] piece) {
        for (int at = from; at <= end; at = at < end ? Utf8.advance(bytes, at, end, 1) : end + 1) {
            int stop = matchAt(bytes, at, end, piece);
            if (stop >= 0) {
                return stop;
            }
        }
        return -1;
    }

    private static boolean matchesEnd(byte[] bytes, int from, int end, short[] piece) {
        for (int at = from; at <= end; at = at < end ? Utf8.advance(bytes, at, end, 1) : end + 1) {
            if (matchAt(bytes, at, end, piece) == end) {
                return true;
            }
        }
        return false;
    }
}
