package dev.tidemill.node.pgcatalog.evaluate;

import dev.tidemill.node.pgcatalog.evaluate.Scope.Found;
import dev.tidemill.node.pgcatalog.syntax.Query;
import dev.tidemill.node.pgcatalog.syntax.Term;
import dev.tidemill.node.pgcatalog.type.PgType;
import dev.tidemill.node.pgcatalog.type.PgTypes;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Finds the names of expressions and their types. Owned by one binding. */
final class TermBinder {
    private final QueryBinder queries;
    private final Parameters parameters;
    private final Coercion coercion;
    private final Operators operators;
    private final CallBinder calls;
    private final SubqueryBinder subqueries;
    private final ConditionBinder conditions;
    private final ArrayBinder arrays;

    TermBinder(QueryBinder queries, Parameters parameters) {
        this.queries = queries;
        this.parameters = parameters;
        this.coercion = new Coercion(parameters);
        this.operators = new Operators(coercion);
        this.calls = new CallBinder(this, coercion);
        this.subqueries = new SubqueryBinder(this, coercion, operators);
        this.conditions = new ConditionBinder(this, coercion, operators);
        this.arrays = new ArrayBinder(this, coercion);
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
            case Term.Not not -> ConditionBinder.not(condition(not.operand(), at));
            case Term.And and ->
                    ConditionBinder.and(condition(and.left(), at), condition(and.right(), at));
            case Term.Or or ->
                    ConditionBinder.or(condition(or.left(), at), condition(or.right(), at));
            case Term.IsNull is -> conditions.isNull(bind(is.operand(), at), is.negated());
            case Term.IsTruth is -> ConditionBinder.isTruth(condition(is.operand(), at), is);
            case Term.IsDistinct is -> conditions.isDistinct(is, at);
            case Term.Between between -> conditions.between(between, at);
            case Term.InList in -> conditions.inList(in, at);
            case Term.InQuery in -> subqueries.in(in, at);
            case Term.Quantified quantified -> conditions.quantified(quantified, at);
            case Term.Exists exists -> subqueries.exists(exists.query(), at);
            case Term.Scalar scalar -> subqueries.scalar(scalar.query(), at);
            case Term.ArrayQuery array -> subqueries.array(array.query(), at);
            case Term.ArrayOf array -> arrays.array(array, at);
            case Term.Row row -> row(all(row.fields(), at));
            case Term.Cast cast -> cast(cast, at);
            case Term.Case cases -> cases(cases, at);
            case Term.Subscript subscript -> arrays.subscript(subscript, at);
            case Term.Slice slice -> arrays.slice(slice, at);
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
        Expression unknown =
                new Expression(PgTypes.UNKNOWN, frame -> frame.run.parameter(index), index, -1);
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
}
