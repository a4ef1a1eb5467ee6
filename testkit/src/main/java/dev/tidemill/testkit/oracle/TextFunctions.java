package dev.tidemill.testkit.oracle;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidemill.algebra.expr.ScalarFunction;
import dev.tidemill.testkit.oracle.ExpressionInterpreter.Arguments;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.function.IntUnaryOperator;
import java.util.regex.Pattern;

/** Functions of TEXT, counted in code points. Case goes code point by code point. */
final class TextFunctions {
    private static final int LENGTH_MAX = 1 << 28;

    private TextFunctions() {}

    static Object apply(ScalarFunction function, Arguments a) {
        if (function == ScalarFunction.CHR) {
            return chr(a.integer(0));
        }
        String text = a.text(0);
        return switch (function) {
            case CONCAT -> text + a.text(1);
            case UPPER -> map(text, Character::toUpperCase);
            case LOWER -> map(text, Character::toLowerCase);
            case INITCAP -> initcap(text);
            case LENGTH -> points(text).length;
            case OCTET_LENGTH -> text.getBytes(UTF_8).length;
            case SUBSTRING -> substring(a);
            case LEFT -> slice(text, 0, fromEnd(text, a.integer(1)));
            case RIGHT -> right(text, a.integer(1));
            case TRIM -> trimEnd(trimStart(text, a.text(1)), a.text(1));
            case LTRIM -> trimStart(text, a.text(1));
            case RTRIM -> trimEnd(text, a.text(1));
            case LPAD -> lpad(text, a.integer(1), a.count() > 2 ? a.text(2) : " ");
            case RPAD -> rpad(text, a.integer(1), a.count() > 2 ? a.text(2) : " ");
            case REPEAT -> repeat(text, a.integer(1));
            case REVERSE -> new StringBuilder(text).reverse().toString();
            case REPLACE -> a.text(1).isEmpty() ? text : text.replace(a.text(1), a.text(2));
            case POSITION -> position(text, a.text(1));
            case SPLIT_PART -> splitPart(text, a.text(1), a.integer(2));
            case STARTS_WITH -> text.startsWith(a.text(1));
            case ASCII -> text.isEmpty() ? 0 : text.codePointAt(0);
            case MD5 -> md5(text);
            default -> throw new IllegalArgumentException(function + " is not over TEXT");
        };
    }

    static int[] points(String text) {
        return text.codePoints().toArray();
    }

    static String map(String text, IntUnaryOperator operator) {
        return string(text.codePoints().map(operator).toArray());
    }

    private static String string(int[] points) {
        return new String(points, 0, points.length);
    }

    /** Code points {@code from} to {@code to}, both cut to what is there. */
    private static String slice(String text, long from, long to) {
        int[] points = points(text);
        int start = Math.toIntExact(Math.clamp(from, 0L, points.length));
        int end = Math.toIntExact(Math.clamp(to, start, (long) Math.max(start, points.length)));
        return new String(points, start, end - start);
    }

    private static String initcap(String text) {
        int[] points = points(text);
        boolean inWord = false;
        for (int i = 0; i < points.length; i++) {
            boolean wordCharacter =
                    Character.isAlphabetic(points[i]) || Character.isDigit(points[i]);
            points[i] =
                    inWord ? Character.toLowerCase(points[i]) : Character.toUpperCase(points[i]);
            inWord = wordCharacter;
        }
        return string(points);
    }

    private static String substring(Arguments a) {
        long start = a.integer(1) - 1L;
        if (a.count() == 2) {
            return slice(a.text(0), start, Long.MAX_VALUE);
        }
        int count = a.integer(2);
        if (count < 0) {
            throw RowError.argument("negative substring length not allowed");
        }
        return slice(a.text(0), start, start + count);
    }

    /** A negative count means all but the last so many. */
    private static long fromEnd(String text, int count) {
        return count >= 0 ? count : points(text).length + (long) count;
    }

    private static String right(String text, int count) {
        long length = points(text).length;
        return slice(text, count >= 0 ? length - count : -(long) count, length);
    }

    private static String trimStart(String text, String characters) {
        int start = 0;
        while (start < text.length() && contains(characters, text.codePointAt(start))) {
            start += Character.charCount(text.codePointAt(start));
        }
        return text.substring(start);
    }

    private static String trimEnd(String text, String characters) {
        int end = text.length();
        while (end > 0 && contains(characters, text.codePointBefore(end))) {
            end -= Character.charCount(text.codePointBefore(end));
        }
        return text.substring(0, end);
    }

    private static boolean contains(String characters, int point) {
        return characters.codePoints().anyMatch(c -> c == point);
    }

    private static String lpad(String text, int length, String fill) {
        return padding(text, length, fill) + slice(text, 0, Math.max(0, length));
    }

    private static String rpad(String text, int length, String fill) {
        return slice(text, 0, Math.max(0, length)) + padding(text, length, fill);
    }

    private static String padding(String text, int length, String fill) {
        long missing = (long) length - points(text).length;
        if (missing <= 0 || fill.isEmpty()) {
            return "";
        }
        if (missing > LENGTH_MAX) {
            throw RowError.argument("requested length too large");
        }
        int[] points = points(fill);
        StringBuilder padding = new StringBuilder();
        for (int i = 0; i < missing; i++) {
            padding.appendCodePoint(points[i % points.length]);
        }
        return padding.toString();
    }

    private static String repeat(String text, int count) {
        if (count > 0 && (long) count * text.length() > LENGTH_MAX) {
            throw RowError.argument("requested length too large");
        }
        return text.repeat(Math.max(0, count));
    }

    private static int position(String needle, String haystack) {
        int at = haystack.indexOf(needle);
        return at < 0 ? 0 : haystack.codePointCount(0, at) + 1;
    }

    private static String splitPart(String text, String delimiter, int field) {
        if (field == 0) {
            throw RowError.argument("field position must not be zero");
        }
        String[] parts =
                text.isEmpty()
                        ? new String[0]
                        : delimiter.isEmpty()
                                ? new String[] {text}
                                : text.split(Pattern.quote(delimiter), -1);
        long index = field > 0 ? field - 1L : parts.length + (long) field;
        return index >= 0 && index < parts.length ? parts[(int) index] : "";
    }

    private static String chr(int point) {
        if (point <= 0 || !Character.isValidCodePoint(point) || isSurrogate(point)) {
            throw RowError.argument("no character has the number " + point);
        }
        return Character.toString(point);
    }

    private static boolean isSurrogate(int point) {
        return point >= Character.MIN_SURROGATE && point <= Character.MAX_SURROGATE;
    }

    private static String md5(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("MD5").digest(text.getBytes(UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }
}
