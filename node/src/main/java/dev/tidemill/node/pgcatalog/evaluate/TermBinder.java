package dev.tidemill.node.pgcatalog.evaluate;

import dev.tidemill.node.pgcatalog.evaluate.Scope.Found;
import dev.tidemill.node.pgcatalog.syntax.Query;
import dev.tidemill.node.pgcatalog.syntax.Term;
import dev.tidemill.node.pgcatalog.type.PgType;
import dev.tidemill.node.pgcatalog.type.PgTypes;

import org.jspecify.annotations.Nullable;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;

/** Finds the names of expressions and their types. Owned by one binding. */
final class TermBinder {
    private final QueryBinder queries;
    private final Parameters parameters;
    private final Coercion coercion;
    private final Operators operators;
    private final CallBinder calls;
    private final SubqueryBinder subqueries;

    TermBinder(QueryBinder queries, Parameters parameters) {
        this.queries = queries;
        this.parameters = parameters;
        this.coercion = new Coercion(parameters);
        this.operators = new Operators(coercion);
        this.calls = new CallBinder(this, coercion);
        this.subqueries = new SubqueryBinder(this, coercion, operators);
    }

    Coercion coercion() {
        return coercion;
    }

    Operators operators() {
        return operators;
    }

    CallBinder calls() {
        return calls;
    }

    Subquery subquery(Query query, Scope scope, CommonTables tables) {
        return queries.subquery(query, scope, tables);
    }

    /**
     * @param tables that WITH has named
     */
    Expression bind(Term term, Scope scope, CommonTables tables) {
        Place at = new Place(scope, tables);
        return bind(term, at);
    }

    /** Where a term stands. */
    record Place(Scope scope, CommonTables tables) {}

    Expression bind(Term term, Place at) {
        return switch (term) {
            case Term.Text text -> Expression.constant(PgTypes.UNKNOWN, text.value());
            case Term.Numeral number -> number(number.value());
            case Term.Truth truth -> Expression.constant(PgTypes.BOOL, truth.value());
            case Term.Null _ -> Expression.constant(PgTypes.UNKNOWN, null);
            case Term.Parameter parameter -> parameter(parameter.index());
            case Term.Name name -> name(name.parts(), at.scope);
            case Term.Star _ -> throw SqlErrors.unsupported("* inside an expression");
            case Term.Call call -> calls.bind(call, at);
            case Term.Unary unary -> unary(unary, at);
            case Term.Binary binary -> binary(binary, at);
            case Term.Not not -> not(condition(not.operand(), at));
            case Term.And and -> and(condition(and.left(), at), condition(and.right(), at));
            case Term.Or or -> or(condition(or.left(), at), condition(or.right(), at));
            case Term.IsNull is -> isNull(bind(is.operand(), at), is.negated());
            case Term.IsTruth is -> isTruth(condition(is.operand(), at), is);
            case Term.IsDistinct is -> isDistinct(is, at);
            case Term.Between between -> between(between, at);
            case Term.InList in -> inList(in, at);
            case Term.InQuery in -> subqueries.in(in, at);
            case Term.Quantified quantified -> quantified(quantified, at);
            case Term.Exists exists -> subqueries.exists(exists.query(), at);
            case Term.Scalar scalar -> subqueries.scalar(scalar.query(), at);
            case Term.ArrayQuery array -> subqueries.array(array.query(), at);
            case Term.ArrayOf array -> array(array, at);
            case Term.Row row -> row(all(row.fields(), at));
            case Term.Cast cast -> cast(cast, at);
            case Term.Case cases -> cases(cases, at);
            case Term.Subscript subscript -> subscript(subscript, at);
            case Term.Slice slice -> slice(slice, at);
            case Term.Field field -> field(bind(field.row(), at), field.name());
        };
    }

    List<Expression> all(List<Term> terms, Place at) {
        return terms.stream().map(term -> bind(term, at)).toList();
    }

    Expression condition(Term term, Place at) {
        Expression bound = bind(term, at);
        return coercion.coerce(bound, PgTypes.BOOL);
    }

    private static Expression number(BigDecimal value) {
        if (value.scale() > 0) {
            return Expression.constant(PgTypes.NUMERIC, value);
        }
        try {
            long whole = value.longValueExact();
            return Expression.constant(whole == (int) whole ? PgTypes.INT4 : PgTypes.INT8, whole);
        } catch (ArithmeticException e) {
            return Expression.constant(PgTypes.NUMERIC, value);
        }
    }

    private Expression parameter(int index) {
        PgType known = parameters.type(index);
        Expression unknown = new Expression(PgTypes.UNKNOWN, _ -> null, index, -1);
        return known == null ? unknown : coercion.cast(unknown, known);
    }

    private Expression name(List<String> parts, Scope scope) {
        String last = parts.getLast();
        String table = parts.size() > 1 ? parts.get(parts.size() - 2) : null;
        Found found = scope.find(table, last);
        if (found != null) {
            return column(found);
        }
        List<Found> whole = scope.table(last);
        if (table == null && whole != null) {
            return wholeRow(whole);
        }
        List<Found> row = table == null ? null : scope.table(table);
        if (table != null && row == null) {
            // (alias.record).field is also written alias.record.field.
            Found record = parts.size() == 2 ? scope.find(null, table) : null;
            if (record != null && record.column().type.isRecord()) {
                return field(column(record), last);
            }
        }
        throw SqlErrors.noColumn(String.join(".", parts));
    }

    static Expression column(Found found) {
        int index = found.column().index;
        int levels = found.levels();
        return levels == 0
                ? new Expression(found.column().type, frame -> frame.values[index], 0, index)
                : Expression.of(found.column().type, frame -> frame.up(levels).values[index]);
    }

    private static Expression wholeRow(List<Found> columns) {
        List<PgType.RecordField> fields = new ArrayList<>();
        List<Expression> values = new ArrayList<>();
        for (Found found : columns) {
            fields.add(new PgType.RecordField(found.column().name, found.column().type));
            values.add(column(found));
        }
        return Expression.of(PgType.record(fields), frame -> listed(values, frame));
    }

    private Expression row(List<Expression> given) {
        List<Expression> values = given.stream().map(coercion::settled).toList();
        List<PgType.RecordField> fields = new ArrayList<>();
        for (Expression value : values) {
            fields.add(new PgType.RecordField("f" + (fields.size() + 1), value.type()));
        }
        return Expression.of(PgType.record(fields), frame -> listed(values, frame));
    }

    static List<@Nullable Object> listed(List<Expression> values, Frame frame) {
        List<@Nullable Object> list = new ArrayList<>(values.size());
        for (Expression value : values) {
            list.add(value.value(frame));
        }
        return list;
    }

    Expression field(Expression row, String name) {
        int at = row.type().field(name);
        if (at < 0) {
            throw SqlErrors.noColumn(name);
        }
        return Expression.of(
                row.type().fields().get(at).type(),
                frame -> row.value(frame) instanceof List<?> list ? list.get(at) : null);
    }

    private Expression unary(Term.Unary unary, Place at) {
        Expression operand = bind(unary.operand(), at);
        return switch (unary.operator()) {
            case "-" -> operators.negative(operand);
            case "+" -> operand;
            case "~" ->
                    Expression.of(
                            operand.type(),
                            frame -> operand.value(frame) instanceof Long bits ? ~bits : null);
            default ->
                    throw SqlErrors.noOperator(PgTypes.UNKNOWN, unary.operator(), operand.type());
        };
    }

    private Expression binary(Term.Binary binary, Place at) {
        Expression left = bind(binary.left(), at);
        Expression right = bind(binary.right(), at);
        return operators.binary(binary.operator(), left, right);
    }

    static Expression not(Expression operand) {
        return Expression.of(
                PgTypes.BOOL, frame -> operand.value(frame) instanceof Boolean b ? !b : null);
    }

    private static Expression and(Expression left, Expression right) {
        return Expression.of(
                PgTypes.BOOL,
                frame -> {
                    Object a = left.value(frame);
                    if (Boolean.FALSE.equals(a)) {
                        return false;
                    }
                    Object b = right.value(frame);
                    return a == null && !Boolean.FALSE.equals(b) ? null : b;
                });
    }

    private static Expression or(Expression left, Expression right) {
        return Expression.of(
                PgTypes.BOOL,
                frame -> {
                    Object a = left.value(frame);
                    if (Boolean.TRUE.equals(a)) {
                        return true;
                    }
                    Object b = right.value(frame);
                    return a == null && !Boolean.TRUE.equals(b) ? null : b;
                });
    }

    private Expression isNull(Expression operand, boolean negated) {
        Expression known = coercion.settled(operand);
        return Expression.of(PgTypes.BOOL, frame -> (known.value(frame) == null) != negated);
    }

    private static Expression isTruth(Expression operand, Term.IsTruth is) {
        return Expression.of(
                PgTypes.BOOL,
                frame -> Boolean.valueOf(is.value()).equals(operand.value(frame)) != is.negated());
    }

    private Expression isDistinct(Term.IsDistinct is, Place at) {
        Expression left = bind(is.left(), at);
        Expression right = bind(is.right(), at);
        Expression equal = operators.comparison("=", left, right);
        Expression a = coercion.settled(left);
        Expression b = coercion.settled(right);
        return Expression.of(
                PgTypes.BOOL,
                frame -> {
                    Object same = equal.value(frame);
                    boolean distinct =
                            same == null
                                    ? a.value(frame) != null || b.value(frame) != null
                                    : !(Boolean) same;
                    return distinct != is.negated();
                });
    }

    private Expression between(Term.Between between, Place at) {
        Expression operand = bind(between.operand(), at);
        Expression inside =
                and(
                        operators.comparison(">=", operand, bind(between.low(), at)),
                        operators.comparison("<=", operand, bind(between.high(), at)));
        return between.negated() ? not(inside) : inside;
    }

    private Expression inList(Term.InList in, Place at) {
        Expression operand = bind(in.operand(), at);
        List<Expression> equal = new ArrayList<>();
        for (Term value : in.values()) {
            equal.add(operators.comparison("=", operand, bind(value, at)));
        }
        Expression any = any(equal);
        return in.negated() ? not(any) : any;
    }

    private static Expression any(List<Expression> conditions) {
        return Expression.of(
                PgTypes.BOOL,
                frame -> {
                    Boolean found = false;
                    for (Expression condition : conditions) {
                        Object one = condition.value(frame);
                        if (Boolean.TRUE.equals(one)) {
                            return true;
                        }
                        found = one == null ? null : found;
                    }
                    return found;
                });
    }

    private Expression quantified(Term.Quantified quantified, Place at) {
        Expression left = bind(quantified.left(), at);
        Expression given = bind(quantified.array(), at);
        PgType element =
                given.type().isArray()
                        ? PgTypes.elementOf(given.type())
                        : coercion.settled(left).type();
        Expression array =
                given.type().isArray() ? given : coercion.coerce(given, PgTypes.arrayOf(element));
        Expression one =
                operators.binary(
                        quantified.operator(),
                        left,
                        Expression.of(element, frame -> frame.element));
        return Expression.of(
                PgTypes.BOOL,
                frame ->
                        array.value(frame) instanceof List<?> list
                                ? quantified(frame, list, one, quantified.all())
                                : null);
    }

    private static @Nullable Boolean quantified(
            Frame frame, List<?> list, Expression one, boolean all) {
        Boolean result = all;
        @Nullable Object before = frame.element;
        for (Object each : list) {
            frame.element = each;
            Boolean holds = (Boolean) one.value(frame);
            if (holds == null) {
                result = null;
            } else if (holds != all) {
                result = holds;
                break;
            }
        }
        frame.element = before;
        return result;
    }

    private Expression array(Term.ArrayOf array, Place at) {
        List<Expression> given = all(array.elements(), at);
        PgType element = PgTypes.UNKNOWN;
        for (Expression each : given) {
            element = Coercion.common(element, each.type(), "ARRAY");
        }
        PgType type = element.isUnknown() ? PgTypes.TEXT : element;
        List<Expression> elements =
                given.stream().map(each -> coercion.coerce(each, type)).toList();
        return Expression.of(
                type.isRecord() ? recordArray(type) : PgTypes.arrayOf(type),
                frame -> listed(elements, frame));
    }

    private static PgType recordArray(PgType type) {
        return PgTypes.byOid(type.array()).orElseGet(() -> PgTypes.named("_text"));
    }

    private Expression cast(Term.Cast cast, Place at) {
        PgType named = type(cast.type());
        if (cast.operand() instanceof Term.ArrayOf array && array.elements().isEmpty()) {
            return Expression.constant(named, List.of());
        }
        return coercion.cast(bind(cast.operand(), at), named);
    }

    private static PgType type(Term.TypeName name) {
        PgType type =
                PgTypes.byName(name.name())
                        .orElseThrow(
                                () ->
                                        new dev.tidemill.algebra.error.TidemillException(
                                                dev.tidemill.algebra.error.ErrorCode.INVALID_CAST,
                                                "type \"%s\" does not exist"
                                                        .formatted(name.name())));
        return name.isArray() ? PgTypes.arrayOf(type) : type;
    }

    private Expression cases(Term.Case cases, Place at) {
        Term operand = cases.operand();
        Expression compared = operand == null ? null : bind(operand, at);
        List<Expression> conditions = new ArrayList<>();
        List<Expression> given = new ArrayList<>();
        for (Term.When when : cases.whens()) {
            conditions.add(
                    compared == null
                            ? condition(when.condition(), at)
                            : operators.comparison("=", compared, bind(when.condition(), at)));
            given.add(bind(when.value(), at));
        }
        Term otherwise = cases.otherwise();
        given.add(bind(otherwise == null ? new Term.Null() : otherwise, at));
        PgType type = given.getLast().type();
        for (Expression each : given) {
            type = Coercion.common(type, each.type(), "CASE");
        }
        PgType common = type.isUnknown() ? PgTypes.TEXT : type;
        List<Expression> values =
                given.stream().map(each -> coercion.coerce(each, common)).toList();
        return Expression.of(
                common,
                frame -> {
                    for (int i = 0; i < conditions.size(); i++) {
                        if (conditions.get(i).holds(frame)) {
                            return values.get(i).value(frame);
                        }
                    }
                    return values.getLast().value(frame);
                });
    }

    private Expression subscript(Term.Subscript subscript, Place at) {
        Expression array = bind(subscript.array(), at);
        if (!array.type().isArray()) {
            throw SqlErrors.invalid("cannot subscript type %s".formatted(array.type().sqlName()));
        }
        Expression index = coercion.coerce(bind(subscript.index(), at), PgTypes.INT4);
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

    private Expression slice(Term.Slice slice, Place at) {
        Expression array = bind(slice.array(), at);
        Term low = slice.low();
        Term high = slice.high();
        Expression from = bind(low == null ? new Term.Null() : low, at);
        Expression to = bind(high == null ? new Term.Null() : high, at);
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
