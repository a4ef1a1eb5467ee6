package dev.tidemill.engine.expression;

import com.google.re2j.Matcher;
import dev.tidemill.algebra.column.ArrayWriter;
import dev.tidemill.algebra.column.BytesColumn;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.ColumnBuilder;
import dev.tidemill.algebra.expr.ScalarFunction;
import dev.tidemill.algebra.type.Type;

/** What regular expressions find in a text: whether, how often, which groups, what is between. */
final class RegexSearch implements RowFunction {
    private final ScalarFunction function;
    private final PatternCache patterns = new PatternCache();

    RegexSearch(ScalarFunction function) {
        this.function = function;
    }

    @Override
    public void apply(Column[] arguments, int i, RowOutput out) {
        if (isPlain(arguments, i, out)) {
            return;
        }
        String text = ((BytesColumn) arguments[0]).text(i);
        switch (function) {
            case REGEXP_LIKE ->
                    out.column()
                            .appendBoolean(
                                    matcher(arguments, i, text, single(arguments, 2, i)).find());
            case REGEXP_COUNT -> out.column().appendInt(count(arguments, i, text));
            case REGEXP_SUBSTRING -> substring(matcher(arguments, i, text, 0), out);
            case REGEXP_GROUPS -> groups(matcher(arguments, i, text, single(arguments, 2, i)), out);
            case REGEXP_SPLIT ->
                    split(matcher(arguments, i, text, single(arguments, 2, i)), text, out);
            default -> throw new IllegalArgumentException(function + " searches nothing");
        }
    }

    /** Answers for a pattern that is plain; false when this one is not, or the function is more. */
    private boolean isPlain(Column[] arguments, int i, RowOutput out) {
        boolean like = function == ScalarFunction.REGEXP_LIKE;
        if (!like && function != ScalarFunction.REGEXP_SUBSTRING) {
            return false;
        }
        int flags = like ? single(arguments, 2, i) : 0;
        PlainRegex plain = patterns.compiled((BytesColumn) arguments[1], i, flags).plain();
        if (plain == null) {
            return false;
        }
        BytesColumn text = (BytesColumn) arguments[0];
        long found = plain.find(text.bytes(), text.start(i), text.start(i) + text.length(i));
        if (found == PlainRegex.UNDECIDED) {
            return false;
        }
        if (like) {
            out.column().appendBoolean(found != PlainRegex.NONE);
        } else if (found == PlainRegex.NONE) {
            out.column().appendNull();
        } else {
            int start = (int) (found >>> 32);
            out.column().appendBytes(text.bytes(), start, (int) found - start);
        }
        return true;
    }

    private int single(Column[] arguments, int index, int i) {
        String letters = ((BytesColumn) arguments[index]).text(i);
        return RegexOptions.single(letters, "regexp").flags();
    }

    private Matcher matcher(Column[] arguments, int i, String text, int flags) {
        return patterns.pattern((BytesColumn) arguments[1], i, flags).matcher(text);
    }

    private int count(Column[] arguments, int i, String text) {
        int from = TextFunctions.integer(arguments, 2, i);
        if (from < 1) {
            throw RowFailure.argument("invalid value for parameter \"start\": " + from);
        }
        Matcher matcher = matcher(arguments, i, text, single(arguments, 3, i));
        if (from - 1L > text.codePointCount(0, text.length())) {
            return 0;
        }
        int at = text.offsetByCodePoints(0, from - 1);
        int count = 0;
        while (at <= text.length() && matcher.find(at)) {
            count++;
            at = matcher.end() > matcher.start() ? matcher.end() : next(text, matcher.end());
        }
        return count;
    }

    private static int next(String text, int at) {
        return at < text.length() ? text.offsetByCodePoints(at, 1) : at + 1;
    }

    private static void substring(Matcher matcher, RowOutput out) {
        if (!matcher.find()) {
            out.column().appendNull();
            return;
        }
        out.column().appendValue(matcher.groupCount() > 0 ? matcher.group(1) : matcher.group());
    }

    private static void groups(Matcher matcher, RowOutput out) {
        if (!matcher.find()) {
            out.column().appendNull();
            return;
        }
        ColumnBuilder groups = ColumnBuilder.of(Type.TEXT, matcher.groupCount() + 1);
        for (int group = Math.min(1, matcher.groupCount());
                group <= matcher.groupCount();
                group++) {
            groups.appendValue(matcher.group(group));
        }
        end(groups, out);
    }

    /** Empty matches at the ends, and right behind another match, part nothing. */
    private static void split(Matcher matcher, String text, RowOutput out) {
        ColumnBuilder parts = ColumnBuilder.of(Type.TEXT, 8);
        int at = 0;
        int from = 0;
        int end = 0;
        while (at <= text.length() && matcher.find(at)) {
            if (matcher.start() < text.length() && matcher.end() > end) {
                parts.appendText(text.substring(from, matcher.start()));
                from = matcher.end();
            }
            end = matcher.end();
            at = matcher.end() > matcher.start() ? matcher.end() : next(text, matcher.end());
        }
        parts.appendText(text.substring(from));
        end(parts, out);
    }

    private static void end(ColumnBuilder elements, RowOutput out) {
        Column column = elements.build();
        ArrayWriter array = out.array();
        for (int i = 0; i < column.size(); i++) {
            array.append(column, i);
        }
        array.endInto(out.column());
    }
}
