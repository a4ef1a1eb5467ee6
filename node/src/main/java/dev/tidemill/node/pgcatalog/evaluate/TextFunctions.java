package dev.tidemill.node.pgcatalog.evaluate;

import com.google.re2j.Matcher;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Functions of texts. */
final class TextFunctions {
    private TextFunctions() {}

    static void define(FunctionTable to) {
        to.add("lower(text) text", (_, a) -> a.text(0).toLowerCase(Locale.ROOT));
        to.add("upper(text) text", (_, a) -> a.text(0).toUpperCase(Locale.ROOT));
        to.add("length(text) int4", (_, a) -> (long) points(a.text(0)));
        to.add("char_length(text) int4", (_, a) -> (long) points(a.text(0)));
        to.add(
                "octet_length(text) int4",
                (_, a) -> (long) a.text(0).getBytes(StandardCharsets.UTF_8).length);
        to.add("left(text, int4) text", (_, a) -> left(a.text(0), a.number(1)));
        to.add("right(text, int4) text", (_, a) -> right(a.text(0), a.number(1)));
        to.add("replace(text, text, text) text", (_, a) -> replaced(a));
        to.add("strpos(text, text) int4", (_, a) -> a.text(0).indexOf(a.text(1)) + 1L);
        to.add("starts_with(text, text) bool", (_, a) -> a.text(0).startsWith(a.text(1)));
        to.add("repeat(text, int4) text", (_, a) -> repeated(a.text(0), a.number(1)));
        to.add("reverse(text) text", (_, a) -> new StringBuilder(a.text(0)).reverse().toString());
        to.add("ascii(text) int4", (_, a) -> a.text(0).isEmpty() ? 0L : a.text(0).codePointAt(0));
        to.add("chr(int4) text", (_, a) -> Character.toString((int) a.number(0)));
        to.add("md5(text) text", (_, a) -> md5(a.text(0)));
        to.add("substring(text, text) text", (_, a) -> matched(a.text(0), a.text(1)));
        to.add("like_escape(text, text) text", (_, a) -> LikePattern.escaped(a.text(0), a.text(1)));
        to.add("quote_ident(text) text", (_, a) -> Identifiers.quoted(a.text(0)));
        to.add("quote_literal(text) text", (_, a) -> literal(a.text(0)));
        to.add("parse_ident(text) _text", (_, a) -> Identifiers.parts(a.text(0)));
        to.addForNull("quote_nullable(text) text", (_, a) -> nullable(a.orNull(0)));
        for (String name : List.of("substring", "substr")) {
            to.add(name + "(text, int4) text", (_, a) -> part(a.text(0), a.number(1), null));
            to.add(
                    name + "(text, int4, int4) text",
                    (_, a) -> part(a.text(0), a.number(1), a.number(2)));
        }
        for (String name : List.of("btrim", "ltrim", "rtrim")) {
            to.add(name + "(text) text", (_, a) -> trimmed(name, a.text(0), " "));
            to.add(name + "(text, text) text", (_, a) -> trimmed(name, a.text(0), a.text(1)));
        }
        to.addForNull("concat(any...) text", (frame, a) -> joined(frame, a, 0, ""));
        to.addForNull(
                "concat_ws(text, any...) text",
                (frame, a) -> a.orNull(0) == null ? null : joined(frame, a, 1, a.text(0)));
        to.addForNull("format(text, any...) text", TextFunctions::formatted);
        to.add("split_part(text, text, int4) text", (_, a) -> split(a));
        to.add("string_to_array(text, text) _text", (_, a) -> pieces(a.text(0), a.text(1)));
        to.add(
                "regexp_replace(text, text, text) text",
                (_, a) -> replaced(a.text(0), a.text(1), a.text(2), ""));
        to.add(
                "regexp_replace(text, text, text, text) text",
                (_, a) -> replaced(a.text(0), a.text(1), a.text(2), a.text(3)));
        to.add("regexp_match(text, text) _text", (_, a) -> groups(a.text(0), a.text(1)));
        to.add(
                "regexp_split_to_table(text, text) setof text",
                (_, a) -> List.of(Operators.pattern(a.text(1), "").split(a.text(0))));
        to.add(
                "regexp_split_to_array(text, text) _text",
                (_, a) -> List.of(Operators.pattern(a.text(1), "").split(a.text(0))));
        to.add("translate(text, text, text) text", (_, a) -> translated(a));
        to.add("to_char(int8, text) text", (_, a) -> Long.toString(a.number(0)));
    }

    private static int points(String text) {
        return text.codePointCount(0, text.length());
    }

    private static String left(String text, long count) {
        long end = count < 0 ? points(text) + count : Math.min(count, points(text));
        return end <= 0 ? "" : text.substring(0, text.offsetByCodePoints(0, (int) end));
    }

    private static String right(String text, long count) {
        long start = count < 0 ? -count : points(text) - count;
        return start >= points(text)
                ? ""
                : text.substring(text.offsetByCodePoints(0, (int) Math.max(start, 0)));
    }

    private static String part(String text, long from, @Nullable Long count) {
        long end = count == null ? Integer.MAX_VALUE : from + count;
        if (count != null && count < 0) {
            throw new TidemillException(
                    ErrorCode.INVALID_ARGUMENT, "negative substring length not allowed");
        }
        long start = Math.max(from, 1);
        return end <= start ? "" : left(right(text, points(text) - start + 1), end - start);
    }

    private static String repeated(String text, long count) {
        if (count > 0 && text.length() * count > 1 << 20) {
            throw new TidemillException(
                    ErrorCode.RESULT_TOO_LARGE, "a text of more than a million characters");
        }
        return text.repeat((int) Math.max(count, 0));
    }

    private static String replaced(FunctionDefinition.Arguments a) {
        if (a.text(1).isEmpty()) {
            return a.text(0);
        }
        long places = a.text(0).length() / a.text(1).length();
        Run.requireShort(a.text(0).length() + places * a.text(2).length());
        return a.text(0).replace(a.text(1), a.text(2));
    }

    private static String md5(String text) {
        try {
            byte[] digest =
                    MessageDigest.getInstance("MD5").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private static @Nullable String matched(String text, String regex) {
        Matcher matcher = Operators.pattern(regex, "").matcher(text);
        return !matcher.find()
                ? null
                : matcher.groupCount() > 0 ? matcher.group(1) : matcher.group();
    }

    private static @Nullable List<@Nullable Object> groups(String text, String regex) {
        Matcher matcher = Operators.pattern(regex, "").matcher(text);
        if (!matcher.find()) {
            return null;
        }
        List<@Nullable Object> groups = new ArrayList<>();
        for (int i = Math.min(1, matcher.groupCount()); i <= matcher.groupCount(); i++) {
            groups.add(matcher.group(i));
        }
        return groups;
    }

    private static String replaced(String text, String regex, String by, String flags) {
        Matcher matcher = Operators.pattern(regex, flags).matcher(text);
        Run.requireShort(text.length() + (text.length() + 1L) * by.length());
        String with = by.replace("$", "\\$").replaceAll("\\\\(\\d)", "\\$$1").replace("\\&", "$0");
        return flags.contains("g") ? matcher.replaceAll(with) : matcher.replaceFirst(with);
    }

    private static String trimmed(String name, String text, String characters) {
        int start = 0;
        int end = text.length();
        while (!name.equals("rtrim")
                && start < end
                && characters.indexOf(text.charAt(start)) >= 0) {
            start++;
        }
        while (!name.equals("ltrim")
                && end > start
                && characters.indexOf(text.charAt(end - 1)) >= 0) {
            end--;
        }
        return text.substring(start, end);
    }

    private static String joined(
            Frame frame, FunctionDefinition.Arguments a, int from, String separator) {
        List<String> texts = new ArrayList<>();
        for (int i = from; i < a.size(); i++) {
            Object value = a.orNull(i);
            if (value != null) {
                texts.add(frame.run.text().write(a.types().get(i), value));
            }
        }
        return String.join(separator, texts);
    }

    private static @Nullable String formatted(Frame frame, FunctionDefinition.Arguments a) {
        if (a.orNull(0) == null) {
            return null;
        }
        String format = a.text(0);
        StringBuilder text = new StringBuilder();
        int next = 1;
        for (int i = 0; i < format.length(); i++) {
            char c = format.charAt(i);
            if (c != '%' || i + 1 >= format.length()) {
                text.append(c);
                continue;
            }
            char kind = format.charAt(++i);
            if (kind == '%') {
                text.append('%');
                continue;
            }
            Object value = a.orNull(next);
            String plain = value == null ? null : frame.run.text().cast(a.types().get(next), value);
            next++;
            text.append(
                    switch (kind) {
                        case 's' -> plain == null ? "" : plain;
                        case 'I' -> Identifiers.quoted(plain == null ? "" : plain);
                        case 'L' -> nullable(plain);
                        default ->
                                throw new TidemillException(
                                        ErrorCode.INVALID_ARGUMENT,
                                        "unrecognized format() type specifier \"" + kind + "\"");
                    });
        }
        return text.toString();
    }

    private static String literal(String text) {
        String quoted = "'" + text.replace("'", "''") + "'";
        return text.indexOf('\\') < 0 ? quoted : "E" + quoted.replace("\\", "\\\\");
    }

    private static String nullable(@Nullable Object value) {
        return value == null ? "NULL" : literal(value.toString());
    }

    private static String split(FunctionDefinition.Arguments a) {
        List<?> parts = pieces(a.text(0), a.text(1));
        long number = a.number(2);
        long at = number < 0 ? parts.size() + number : number - 1;
        return at < 0 || at >= parts.size() ? "" : String.valueOf(parts.get((int) at));
    }

    private static List<String> pieces(String text, String separator) {
        if (text.isEmpty()) {
            return List.of();
        }
        if (separator.isEmpty()) {
            return List.of(text);
        }
        List<String> pieces = new ArrayList<>();
        int from = 0;
        for (int at = text.indexOf(separator); at >= 0; at = text.indexOf(separator, from)) {
            pieces.add(text.substring(from, at));
            from = at + separator.length();
        }
        pieces.add(text.substring(from));
        return pieces;
    }

    private static String translated(FunctionDefinition.Arguments a) {
        String from = a.text(1);
        String to = a.text(2);
        return a.text(0)
                .chars()
                .mapToObj(
                        c -> {
                            int at = from.indexOf(c);
                            return at < 0
                                    ? String.valueOf((char) c)
                                    : at < to.length() ? String.valueOf(to.charAt(at)) : "";
                        })
                .collect(Collectors.joining());
    }

    /** Letters of a hash as a number, for functions that give one. */
    static long hash(String text) {
        return new BigInteger(md5(text).substring(0, 15), 16).longValue();
    }
}
