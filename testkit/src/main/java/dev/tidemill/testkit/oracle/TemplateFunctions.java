package dev.tidemill.testkit.oracle;

import dev.tidemill.algebra.column.Interval;
import dev.tidemill.algebra.template.NumberTemplate;
import dev.tidemill.algebra.template.TemplateError;
import dev.tidemill.algebra.template.TextTemplate;
import dev.tidemill.algebra.template.TimeTemplate;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.testkit.oracle.ExpressionInterpreter.Arguments;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * TO_CHAR and FORMAT. The templates are the algebra's own, so that PostgreSQL alone judges them;
 * what is checked here is that the engine asks them rightly.
 */
final class TemplateFunctions {
    private TemplateFunctions() {}

    static @Nullable Object toChar(Arguments a) {
        String template = a.text(1);
        try {
            if (a.types().getFirst().isNumeric()) {
                NumberTemplate numbers = NumberTemplate.parse(template);
                return a.value(0) instanceof Double number
                        ? numbers.format(number)
                        : numbers.format(new BigDecimal(a.value(0).toString()));
            }
            if (template.isEmpty()) {
                return null;
            }
            TimeTemplate times = TimeTemplate.parse(template);
            return a.value(0) instanceof Interval interval
                    ? times.format(interval)
                    : times.format((Long) a.value(0), a.types().getFirst() == Type.TIMESTAMPTZ);
        } catch (TemplateError e) {
            throw new RowError(e.code(), e.reason());
        }
    }

    static Object read(Arguments a) {
        try {
            long micros = TimeTemplate.parse(a.text(1)).read(a.text(0));
            return a.result() == Type.DATE
                    ? Moments.checkedDate(Math.floorDiv(micros, Moments.DAY))
                    : (Object) Moments.add(0, micros);
        } catch (TemplateError e) {
            throw new RowError(e.code(), e.reason());
        }
    }

    static @Nullable Object format(List<@Nullable Object> values) {
        if (values.getFirst() == null) {
            return null;
        }
        List<@Nullable String> texts = new ArrayList<>();
        values.subList(1, values.size()).forEach(value -> texts.add((String) value));
        try {
            return TextTemplate.parse((String) values.getFirst()).format(texts);
        } catch (TemplateError e) {
            throw new RowError(e.code(), e.reason());
        }
    }
}
