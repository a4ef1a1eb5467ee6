package dev.tidemill.node.pgcatalog.evaluate;

import dev.tidemill.node.pgcatalog.evaluate.TermBinder.Place;
import dev.tidemill.node.pgcatalog.syntax.Term;
import dev.tidemill.node.pgcatalog.type.PgType;
import dev.tidemill.node.pgcatalog.type.PgTypes;
import java.util.List;

/** Arrays, and elements of them. */
final class ArrayBinder {
    private final TermBinder terms;
    private final Coercion coercion;

    ArrayBinder(TermBinder terms, Coercion coercion) {
        this.terms = terms;
        this.coercion = coercion;
    }

    Expression array(Term.ArrayOf array, Place at) {
        List<Expression> given = terms.all(array.elements(), at);
        PgType element = PgTypes.UNKNOWN;
        for (Expression each : given) {
            element = Coercion.common(element, each.type(), "ARRAY");
        }
        PgType type = element.isUnknown() ? PgTypes.TEXT : element;
        List<Expression> elements =
                given.stream().map(each -> coercion.coerce(each, type)).toList();
        return Expression.of(
                type.isRecord() ? recordArray(type) : PgTypes.arrayOf(type),
                frame -> TermBinder.listed(elements, frame));
    }

    private static PgType recordArray(PgType type) {
        return PgTypes.byOid(type.array()).orElseGet(() -> PgTypes.named("_text"));
    }

    Expression subscript(Term.Subscript subscript, Place at) {
        Expression array = terms.bind(subscript.array(), at);
        if (!array.type().isArray()) {
            throw SqlErrors.invalid("cannot subscript type %s".formatted(array.type().sqlName()));
        }
        Expression index = coercion.coerce(terms.bind(subscript.index(), at), PgTypes.INT4);
        return Expression.of(
                PgTypes.elementOf(array.type()),
                frame -> {
                    Object list = array.value(frame);
                    Object number = index.value(frame);
                    if (!(list instanceof List<?> elements) || number == null) {
                        return null;
                    }
                    long place = (Long) number - Vector.low(elements);
                    return place < 0 || place >= elements.size() ? null : elements.get((int) place);
                });
    }

    Expression slice(Term.Slice slice, Place at) {
        Expression array = terms.bind(slice.array(), at);
        Term low = slice.low();
        Term high = slice.high();
        Expression from = terms.bind(low == null ? new Term.Null() : low, at);
        Expression to = terms.bind(high == null ? new Term.Null() : high, at);
        Expression first = coercion.coerce(from, PgTypes.INT4);
        Expression last = coercion.coerce(to, PgTypes.INT4);
        return Expression.of(
                array.type(),
                frame -> {
                    if (!(array.value(frame) instanceof List<?> list)) {
                        return null;
                    }
                    int base = Vector.low(list);
                    long start = first.value(frame) instanceof Long n ? n - base : 0;
                    long end = last.value(frame) instanceof Long n ? n - base + 1 : list.size();
                    int begin = Math.clamp(start, 0, list.size());
                    return list.subList(begin, Math.clamp(end, begin, list.size()));
                });
    }
}
