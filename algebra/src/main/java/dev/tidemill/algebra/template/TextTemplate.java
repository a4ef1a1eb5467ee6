package dev.tidemill.algebra.template;

import dev.tidemill.algebra.error.ErrorCode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A template of {@code format('%s %2$I %-10L %%', …)}. Immutable and thread-safe.
 *
 * <p>NULL is empty as {@code %s}, the word NULL as {@code %L} and an error as {@code %I}.
 */
public final class TextTemplate {
    /** How wide a field may be. */
    public static final int WIDTH_MAX = 1_000_000;

    /** A literal text, or an argument with its form and the field it stands in. */
    private record Part(
            @Nullable String literal,
            char form,
            int argument,
            boolean left,
            int width,
            int widthArgument) {}

    private static final int NEXT = 0;

    private final List<Part> parts;

    private TextTemplate(List<Part> parts) {
        this.parts = List.copyOf(parts);
    }

    /** The template that a text spells. */
    public static TextTemplate parse(String text) throws TemplateError {
        List<Part> parts = new ArrayList<>();
        StringBuilder literal = new StringBuilder();
        Reader reader = new Reader(text);
        while (reader.at < text.length()) {
            char letter = text.charAt(reader.at++);
            if (letter != '%') {
                literal.append(letter);
                continue;
            }
            if (reader.peek() == '%') {
                reader.at++;
                literal.append('%');
                continue;
            }
            if (!literal.isEmpty()) {
                parts.add(new Part(literal.toString(), '%', NEXT, false, 0, -1));
                literal.setLength(0);
            }
            parts.add(reader.specifier());
        }
        if (!literal.isEmpty()) {
            parts.add(new Part(literal.toString(), '%', NEXT, false, 0, -1));
        }
        return new TextTemplate(parts);
    }

    private static TemplateError invalid(String message) {
        return new TemplateError(ErrorCode.INVALID_ARGUMENT, message);
    }

    /** Reads what stands behind a percent sign. */
    private static final class Reader {
        private final String text;
        private int at;

        Reader(String text) {
            this.text = text;
        }

        char peek() {
            return at < text.length() ? text.charAt(at) : 0;
        }

        Part specifier() throws TemplateError {
            int argument = NEXT;
            int start = at;
            int number = number();
            int width = 0;
            if (number >= 0 && peek() == '$') {
                at++;
                argument = position(number);
            } else if (number >= 0) {
                at = start;
            }
            boolean left = false;
            while (peek() == '-') {
                left = true;
                at++;
            }
            int widthArgument = -1;
            if (peek() == '*') {
                at++;
                widthArgument = NEXT;
                int position = number();
                if (position >= 0) {
                    if (peek() != '$') {
                        throw invalid("width argument position must be ended by \"$\"");
                    }
                    at++;
                    widthArgument = position(position);
                }
            } else {
                width = Math.max(0, number());
            }
            char form = peek();
            if (form == 0) {
                throw invalid("unterminated format() type specifier");
            }
            if (form != 's' && form != 'I' && form != 'L') {
                throw invalid("unrecognized format() type specifier \"" + form + "\"");
            }
            at++;
            return new Part(null, form, argument, left, width, widthArgument);
        }

        private static int position(int number) throws TemplateError {
            if (number == 0) {
                throw invalid("format specifies argument 0, but arguments are numbered from 1");
            }
            return number;
        }

        /** Digits at this place, or -1. */
        private int number() throws TemplateError {
            int start = at;
            long value = 0;
            while (peek() >= '0' && peek() <= '9') {
                value = value * 10 + (text.charAt(at++) - '0');
                if (value > Integer.MAX_VALUE) {
                    throw new TemplateError(ErrorCode.NUMERIC_OVERFLOW, "number is out of range");
                }
            }
            return at == start ? -1 : (int) value;
        }
    }

    /**
     * The text with the arguments in it, which are given as PostgreSQL prints them.
     *
     * @throws TemplateError when an argument is missing, or NULL as a name
     */
    public String format(List<? extends @Nullable String> arguments) throws TemplateError {
        StringBuilder out = new StringBuilder();
        int used = 0;
        for (Part part : parts) {
            if (part.literal != null) {
                out.append(part.literal);
                continue;
            }
            int width = part.width;
            boolean left = part.left;
            if (part.widthArgument >= 0) {
                used = part.widthArgument == NEXT ? used + 1 : part.widthArgument;
                String given = argument(arguments, used);
                int signed = given == null ? 0 : width(given);
                left |= signed < 0;
                width = Math.abs(signed);
            }
            if (width > WIDTH_MAX) {
                throw invalid("a field is wider than " + WIDTH_MAX);
            }
            used = part.argument == NEXT ? used + 1 : part.argument;
            append(converted(part.form, argument(arguments, used)), left, width, out);
        }
        return out.toString();
    }

    private static int width(String given) throws TemplateError {
        try {
            int width = Integer.parseInt(given.strip());
            if (width == Integer.MIN_VALUE) {
                throw new NumberFormatException(given);
            }
            return width;
        } catch (NumberFormatException e) {
            throw new TemplateError(ErrorCode.INVALID_CAST, "\"" + given + "\" is no width");
        }
    }

    private static @Nullable String argument(
            List<? extends @Nullable String> arguments, int position) throws TemplateError {
        if (position > arguments.size()) {
            throw invalid("too few arguments for format()");
        }
        return arguments.get(position - 1);
    }

    private static void append(String text, boolean left, int width, StringBuilder out) {
        int missing = width - text.codePointCount(0, text.length());
        if (!left && missing > 0) {
            out.repeat(' ', missing);
        }
        out.append(text);
        if (left && missing > 0) {
            out.repeat(' ', missing);
        }
    }

    private static String converted(char form, @Nullable String value) throws TemplateError {
        return switch (form) {
            case 'I' -> {
                if (value == null) {
                    throw new TemplateError(
                            ErrorCode.INVALID_ARGUMENT,
                            "null values cannot be formatted as an SQL identifier");
                }
                yield quotedName(value);
            }
            case 'L' -> value == null ? "NULL" : quotedText(value);
            default -> value == null ? "" : value;
        };
    }

    /** As a name of SQL: in quotes unless it needs none. */
    public static String quotedName(String name) {
        boolean plain = !name.isEmpty() && !RESERVED.contains(name);
        for (int i = 0; i < name.length() && plain; i++) {
            char letter = name.charAt(i);
            boolean first = (letter >= 'a' && letter <= 'z') || letter == '_';
            plain = first || (i > 0 && letter >= '0' && letter <= '9');
        }
        return plain ? name : '"' + name.replace("\"", "\"\"") + '"';
    }

    /** As a constant of SQL. */
    private static String quotedText(String text) {
        String quoted = "'" + text.replace("\\", "\\\\").replace("'", "''") + "'";
        return text.indexOf('\\') >= 0 ? "E" + quoted : quoted;
    }

    /** The keywords of PostgreSQL 17 that cannot be names of columns as they stand. */
    private static final Set<String> RESERVED =
            Set.of(
                    ("all analyse analyze and any array as asc asymmetric authorization between"
                                    + " bigint binary bit boolean both case cast char character"
                                    + " check coalesce collate collation column concurrently"
                                    + " constraint create cross current_catalog current_date"
                                    + " current_role current_schema current_time current_timestamp"
                                    + " current_user dec decimal default deferrable desc distinct"
                                    + " do else end except exists extract false fetch float for"
                                    + " foreign freeze from full grant greatest group grouping"
                                    + " having ilike in initially inner inout int integer"
                                    + " intersect interval into is isnull join json json_array"
                                    + " json_arrayagg json_exists json_object json_objectagg"
                                    + " json_query json_scalar json_serialize json_table"
                                    + " json_value lateral leading least left like limit"
                                    + " localtime localtimestamp merge_action national natural"
                                    + " nchar none normalize not notnull null nullif numeric"
                                    + " offset on only or order out outer overlaps overlay"
                                    + " placing position precision primary real references"
                                    + " returning right row select session_user setof similar"
                                    + " smallint some substring symmetric system_user table"
                                    + " tablesample then time timestamp to trailing treat trim"
                                    + " true union unique user using values varchar variadic"
                                    + " verbose when where window with xmlattributes xmlconcat"
                                    + " xmlelement xmlexists xmlforest xmlnamespaces xmlparse"
                                    + " xmlpi xmlroot xmlserialize xmltable")
                            .split(" "));
}
