package dev.tidemill.engine.expression;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.BytesColumn;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.Interval;
import dev.tidemill.algebra.template.NumberTemplate;
import dev.tidemill.algebra.template.TemplateError;
import dev.tidemill.algebra.template.TextTemplate;
import dev.tidemill.algebra.template.TimeTemplate;
import dev.tidemill.algebra.type.Type;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * TO_CHAR(value, TEXT template), FORMAT(TEXT template, TEXT…), and dates and times read under one.
 * A template is read again only when it changes from row to row. Thread-safe.
 */
final class TemplateFunction implements RowFunction {
    /** A template with the text it was read from. */
    private record Compiled(String source, Object template) {}

    private final @Nullable Type valueType;
    private volatile @Nullable Compiled last;

    private TemplateFunction(@Nullable Type valueType) {
        this.valueType = valueType;
    }

    static TemplateFunction toChar(Type valueType) {
        return new TemplateFunction(valueType);
    }

    static TemplateFunction format() {
        return new TemplateFunction(null);
    }

    /** TO_DATE and PARSE_TIMESTAMP(TEXT, TEXT template). */
    static RowFunction reading(Type result) {
        TemplateFunction templates = new TemplateFunction(Type.TIMESTAMP);
        return (arguments, i, out) -> templates.read(result, arguments, i, out);
    }

    private void read(Type result, Column[] arguments, int i, RowOutput out) {
        long micros;
        try {
            TimeTemplate template = (TimeTemplate) template(arguments[1], i);
            micros = template.read(((BytesColumn) arguments[0]).text(i));
        } catch (TemplateError e) {
            throw new RowFailure(e.code(), e.reason());
        }
        if (result == Type.DATE) {
            out.column()
                    .appendInt(
                            TimeArithmetic.checkedDate(
                                    Math.floorDiv(micros, Interval.MICROS_PER_DAY)));
        } else {
            out.column().appendLong(TimeArithmetic.checked(micros));
        }
    }

    @Override
    public void apply(Column[] arguments, int i, RowOutput out) {
        try {
            if (valueType == null) {
                format(arguments, i, out);
            } else {
                toChar(valueType, arguments, i, out);
            }
        } catch (TemplateError e) {
            throw new RowFailure(e.code(), e.reason());
        }
    }

    private Object template(Column column, int i) throws TemplateError {
        String source = ((BytesColumn) column).text(i);
        Compiled compiled = last;
        if (compiled != null && compiled.source.equals(source)) {
            return compiled.template;
        }
        Object template = read(source);
        last = new Compiled(source, template);
        return template;
    }

    private Object read(String source) throws TemplateError {
        if (valueType == null) {
            return TextTemplate.parse(source);
        }
        return valueType.isNumeric() ? NumberTemplate.parse(source) : TimeTemplate.parse(source);
    }

    private void toChar(Type type, Column[] arguments, int i, RowOutput out) throws TemplateError {
        Object value = requireNonNull(arguments[0].value(i), "value");
        Object template = template(arguments[1], i);
        if (template instanceof NumberTemplate numbers) {
            out.column().appendText(number(numbers, value));
        } else if (((BytesColumn) arguments[1]).length(i) == 0) {
            out.column().appendNull();
        } else {
            TimeTemplate times = (TimeTemplate) template;
            out.column()
                    .appendText(
                            value instanceof Interval interval
                                    ? times.format(interval)
                                    : times.format((Long) value, type == Type.TIMESTAMPTZ));
        }
    }

    private static String number(NumberTemplate template, Object value) {
        return switch (value) {
            case BigDecimal decimal -> template.format(decimal);
            case Double number -> template.format(number);
            case Number whole -> template.format(BigDecimal.valueOf(whole.longValue()));
            default -> throw new IllegalArgumentException(value + " is no number");
        };
    }

    private void format(Column[] arguments, int i, RowOutput out) throws TemplateError {
        if (arguments[0].isNull(i)) {
            out.column().appendNull();
            return;
        }
        List<@Nullable String> values = new ArrayList<>();
        for (int at = 1; at < arguments.length; at++) {
            values.add(arguments[at].isNull(i) ? null : ((BytesColumn) arguments[at]).text(i));
        }
        out.column().appendText(((TextTemplate) template(arguments[0], i)).format(values));
    }
}
