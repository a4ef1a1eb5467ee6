package dev.tidemill.connectors.format;

import dev.tidemill.algebra.column.ColumnBuilder;
import dev.tidemill.algebra.type.ArrayType;
import dev.tidemill.algebra.type.DecimalType;
import dev.tidemill.algebra.type.SimpleType;
import dev.tidemill.algebra.type.Type;
import org.jspecify.annotations.Nullable;

/** Reads one value of a type from its text into a column. Stateless; knows no NULL. */
sealed interface ValueText
        permits BooleanText,
                IntegerText,
                BigintText,
                DoubleText,
                DecimalText,
                StringText,
                DateText,
                TimestampText,
                TimestampTzText,
                IntervalText,
                UuidValueText,
                JsonValueText,
                ArrayValueText {
    /**
     * Appends the value of {@code text[from, to)}.
     *
     * @return null when done; otherwise nothing is appended and this is what is wrong, as the end
     *     of a sentence: {@code "is not an INTEGER"}
     */
    @Nullable String append(byte[] text, int from, int to, ColumnBuilder target);

    static ValueText of(Type type) {
        return switch (type) {
            case DecimalType decimal -> new DecimalText(decimal);
            case ArrayType array -> new ArrayValueText(array, of(array.element()));
            case SimpleType simple ->
                    switch (simple) {
                        case BOOLEAN -> new BooleanText();
                        case INTEGER -> new IntegerText();
                        case BIGINT -> new BigintText();
                        case DOUBLE -> new DoubleText();
                        case TEXT -> new StringText();
                        case DATE -> new DateText();
                        case TIMESTAMP -> new TimestampText();
                        case TIMESTAMPTZ -> new TimestampTzText();
                        case INTERVAL -> new IntervalText();
                        case UUID -> new UuidValueText();
                        case JSON -> new JsonValueText();
                    };
        };
    }
}
