package dev.tidemill.testkit.oracle;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.expr.ScalarFunction;
import dev.tidemill.testkit.oracle.ExpressionInterpreter.Arguments;
import java.math.BigInteger;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import org.jspecify.annotations.Nullable;

/** The rarer functions of TEXT. Regular expressions are Java's: use only the common part. */
final class RareTextFunctions {
    private RareTextFunctions() {}

    static @Nullable Object apply(ScalarFunction function, Arguments a) {
        return switch (function) {
            case TO_HEX ->
                    a.value(0) instanceof Integer number
                            ? Integer.toHexString(number)
                            : Long.toHexString((Long) a.value(0));
            case TRANSLATE -> translate(a.text(0), a.text(1), a.text(2));
            case OVERLAY -> overlay(a.text(0), a.text(1), a.integer(2), a.integer(3));
            case BIT_LENGTH -> a.text(0).getBytes(UTF_8).length * 8;
            case SHA256 -> HexFormat.of().formatHex(digest("SHA-256", a.text(0)));
            case HASH64 -> new BigInteger(digest("MD5", a.text(0))).shiftRight(64).longValue();
            case QUOTE_LITERAL ->
                    (a.text(0).contains("\\") ? "E" : "")
                            + "'"
                            + a.text(0).replaceAll("(['\\\\])", "$1$1")
                            + "'";
            case REGEXP_LIKE -> matcher(a, 2).find();
            case REGEXP_COUNT -> count(a);
            case REGEXP_SUBSTRING -> {
                Matcher matcher = matcher(a, -1);
                yield matcher.find() ? matcher.group(Math.min(1, matcher.groupCount())) : null;
            }
            case REGEXP_GROUPS -> groups(matcher(a, 2));
            case REGEXP_SPLIT -> split(a.text(0), matcher(a, 2));
            default -> throw new IllegalArgumentException(function + " is not over TEXT");
        };
    }

    private static String translate(String text, String from, String to) {
        int[] source = TextFunctions.points(from);
        int[] target = TextFunctions.points(to);
        StringBuilder result = new StringBuilder();
        for (int point : TextFunctions.points(text)) {
            int at = 0;
            while (at < source.length && source[at] != point) {
                at++;
            }
            if (at == source.length) {
                result.appendCodePoint(point);
            } else if (at < target.length) {
                result.appendCodePoint(target[at]);
            }
        }
        return result.toString();
    }

    private static String overlay(String text, String replacement, int from, int count) {
        if (from <= 0) {
            throw RowError.argument("negative length");
        }
        long rest = (long) from + count;
        if (rest != (int) rest) {
            throw RowError.overflow("integer");
        }
        int[] points = TextFunctions.points(text);
        int cut = Math.min(points.length, from - 1);
        int kept = Math.clamp(rest - 1, 0, points.length);
        return new String(points, 0, cut)
                + replacement
                + new String(points, kept, points.length - kept);
    }

    private static byte[] digest(String algorithm, String text) {
        try {
            return MessageDigest.getInstance(algorithm).digest(text.getBytes(UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Matcher matcher(Arguments a, int flags) {
        int options = Pattern.UNICODE_CASE | Pattern.DOTALL;
        String letters = flags < 0 ? "" : a.text(flags);
        if (letters.contains("g")) {
            throw RowError.argument("no global option");
        }
        options |= letters.contains("i") ? Pattern.CASE_INSENSITIVE : 0;
        try {
            return Pattern.compile(a.text(1), options).matcher(a.text(0));
        } catch (PatternSyntaxException e) {
            throw new RowError(ErrorCode.INVALID_REGEX, "invalid regular expression");
        }
    }

    private static int count(Arguments a) {
        int from = a.integer(2);
        if (from < 1) {
            throw RowError.argument("start");
        }
        Matcher matcher = matcher(a, 3);
        int[] points = TextFunctions.points(a.text(0));
        if (from - 1 > points.length) {
            return 0;
        }
        int at = new String(points, 0, from - 1).length();
        int count = 0;
        while (at <= a.text(0).length() && matcher.find(at)) {
            count++;
            at = matcher.end();
            if (matcher.end() == matcher.start()) {
                at += at < a.text(0).length() ? Character.charCount(a.text(0).codePointAt(at)) : 1;
            }
        }
        return count;
    }

    private static @Nullable Object groups(Matcher matcher) {
        if (!matcher.find()) {
            return null;
        }
        List<@Nullable Object> groups = new ArrayList<>();
        for (int i = Math.min(1, matcher.groupCount()); i <= matcher.groupCount(); i++) {
            groups.add(matcher.group(i));
        }
        return Collections.unmodifiableList(groups);
    }

    private static Object split(String text, Matcher matcher) {
        List<@Nullable Object> parts = new ArrayList<>();
        int from = 0;
        int end = 0;
        while (matcher.find()) {
            if (matcher.start() < text.length() && matcher.end() > end) {
                parts.add(text.substring(from, matcher.start()));
                from = matcher.end();
            }
            end = matcher.end();
        }
        parts.add(text.substring(from));
        return Collections.unmodifiableList(parts);
    }
}
