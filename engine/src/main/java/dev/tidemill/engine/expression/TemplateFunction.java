package dev.tidemill.engine.expression;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.BytesColumn;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.Interval;
import dev.tidemill.algebra.column.LongColumn;
import dev.tidemill.algebra.template.NumberTemplate;
import dev.tidemill.algebra.template.TemplateError;
import dev.tidemill.algebra.template.TextTemplate;
import dev.tidemill.algebra.template.TimeTemplate;
import dev.tidemill.algebra.type.Type;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * TO_CHAR(value, TEXT template), FORMAT(TEXT template, TEXT…), and dates and times read under one.
 * A template is read again only when it changes from row to row, and a moment is written again only
 * when its text may differ from the last one's. Thread-safe.
 */
final class TemplateFunction implements RowFunction {
    /** A template with the text it was read from. */
    private record Compiled(byte[] source, Object template) {}

    /**
     * The last moment's text: moments of one day, or of one minute, mostly come together.
     *
     * @param grain which of the template's grains it is in
     */
    private record Written(Object template, long grain, byte[] text) {}

    private final @Nullable Type valueType;
    private volatile @Nullable Compiled last;
    private volatile @Nullable Written written;

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
        BytesColumn texts = (BytesColumn) column;
        int start = texts.start(i);
        int end = start + texts.length(i);
        Compiled compiled = last;
        if (compiled != null
                && Arrays.equals(
                        compiled.source, 0, compiled.source.length, texts.bytes(), start, end)) {
            return compiled.template;
        }
        Object template = read(texts.text(i));
        last = new Compiled(Arrays.copyOfRange(texts.bytes(), start, end), template);
        return template;
    }

    private Object read(String source) throws TemplateError {
        if (valueType == null) {
            return TextTemplate.parse(source);
        }
        return valueType.isNumeric() ? NumberTemplate.parse(source) : TimeTemplate.parse(source);
    }

    private void toChar(Type type, Column[] arguments, int i, RowOutput out) throws TemplateError {
        Object template = template(arguments[1], i);
        if (template instanceof NumberTemplate numbers) {
            Object value = requireNonNull(arguments[0].value(i), "value");
            out.column().appendText(number(numbers, value));
        } else if (((BytesColumn) arguments[1]).length(i) == 0) {
            out.column().appendNull();
        } else if (arguments[0] instanceof LongColumn moments) {
            byte[] text =
                    moment((TimeTemplate) template, moments.values()[i], type == Type.TIMESTAMPTZ);
            out.column().appendBytes(text, 0, text.length);
        } else {
            Object value = requireNonNull(arguments[0].value(i), "value");
            out.column().appendText(((TimeTemplate) template).format((Interval) value));
        }
    }

    private byte[] moment(TimeTemplate template, long micros, boolean zoned) throws TemplateError {
        long grain = Math.floorDiv(micros, template.grainMicros());
        Written latest = written;
        if (latest != null && latest.template == template && latest.grain == grain) {
            return latest.text;
        }
        byte[] text = template.format(micros, zoned).getBytes(UTF_8);
        written = new Written(template, grain, text);
        return text;
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
