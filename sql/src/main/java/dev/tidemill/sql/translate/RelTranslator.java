package dev.tidemill.sql.translate;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.expr.ColumnRef;
import dev.tidemill.algebra.expr.Expr;
import dev.tidemill.algebra.expr.Literal;
import dev.tidemill.algebra.plan.Aggregate;
import dev.tidemill.algebra.plan.Filter;
import dev.tidemill.algebra.plan.Plan;
import dev.tidemill.algebra.plan.Project;
import dev.tidemill.algebra.plan.Scan;
import dev.tidemill.algebra.plan.SetOperation;
import dev.tidemill.algebra.plan.SortKey;
import dev.tidemill.algebra.plan.TopN;
import dev.tidemill.algebra.plan.Union;
import dev.tidemill.algebra.plan.Values;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.sql.CatalogTable;
import dev.tidemill.sql.validate.SqlTypes;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.calcite.rel.RelFieldCollation;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.RelRoot;
import org.apache.calcite.rel.core.Correlate;
import org.apache.calcite.rel.core.Intersect;
import org.apache.calcite.rel.core.Join;
import org.apache.calcite.rel.core.Minus;
import org.apache.calcite.rel.core.SetOp;
import org.apache.calcite.rel.core.Sort;
import org.apache.calcite.rel.core.TableScan;
import org.apache.calcite.rel.core.Uncollect;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.util.Pair;
import org.jspecify.annotations.Nullable;

/** Calcite's relational tree as the algebra's plan, node by node. For one statement. */
public final class RelTranslator {
    private final Map<String, CatalogTable> tables = new HashMap<>();
    private final List<String> notes = new ArrayList<>();

    public RelTranslator(List<CatalogTable> tables) {
        tables.forEach(table -> this.tables.put(table.name(), table));
    }

    /** What the user should know about the plan. */
    public List<String> notes() {
        return List.copyOf(notes);
    }

    /** The plan of a whole statement, with the columns that its SELECT names. */
    public Plan translate(RelRoot root) {
        RelNode top = root.rel;
        if (top instanceof Sort sort && sort.fetch == null && sort.offset == null) {
            notes.add("ORDER BY without LIMIT is dropped: a live table has no order of its own");
        }
        Plan plan = plan(top);
        List<Project.Column> columns = new ArrayList<>();
        for (var field : root.fields) {
            columns.add(new Project.Column(field.getValue(), ref(plan, field.getKey())));
        }
        return new Project(plan, columns);
    }

    private static ColumnRef ref(Plan plan, int column) {
        return new ColumnRef(column, plan.schema().type(column));
    }

    Plan plan(RelNode node) {
        return asksSubqueries(node) ? new CorrelatedNodes(this).outermost(node) : ordinary(node);
    }

    /** The classes that know subqueries are loaded only for statements that have some. */
    private static boolean asksSubqueries(RelNode node) {
        return switch (node) {
            case org.apache.calcite.rel.core.Project project ->
                    project.getProjects().stream().anyMatch(RelTranslator::asksSubquery);
            case org.apache.calcite.rel.core.Filter filter -> asksSubquery(filter.getCondition());
            case Join join -> asksSubquery(join.getCondition());
            case Correlate correlate -> !UnnestTranslator.isUnnest(correlate);
            default -> false;
        };
    }

    private static boolean asksSubquery(RexNode node) {
        return node instanceof RexCall call
                && (call instanceof RexSubQuery
                        || call.getOperands().stream().anyMatch(RelTranslator::asksSubquery));
    }

    private Plan ordinary(RelNode node) {
        return switch (node) {
            case TableScan scan -> scan(scan);
            case org.apache.calcite.rel.core.Project project -> project(project);
            case org.apache.calcite.rel.core.Filter filter -> filter(filter);
            case org.apache.calcite.rel.core.Aggregate aggregate -> aggregate(aggregate);
            case Join join ->
                    JoinTranslator.join(plan(join.getLeft()), plan(join.getRight()), join);
            case Correlate unnest -> UnnestTranslator.correlate(plan(unnest.getLeft()), unnest);
            case Uncollect unnest -> UnnestTranslator.alone(plan(unnest.getInput()), unnest);
            case SetOp set -> set(set);
            case Sort sort -> sort(sort);
            case org.apache.calcite.rel.core.Values values -> values(values);
            default ->
                    throw new TidemillException(
                            ErrorCode.UNSUPPORTED_SQL,
                            node.getRelTypeName() + " is not supported in a live table");
        };
    }

    private Plan scan(TableScan scan) {
        String name = String.join(".", scan.getTable().getQualifiedName());
        CatalogTable table = requireNonNull(tables.get(name), name);
        return new Scan(
                name,
                table.schema(),
                table.key(),
                table.appendOnly(),
                table.eventTime(),
                table.bounds());
    }

    private Plan project(org.apache.calcite.rel.core.Project project) {
        Plan input = plan(project.getInput());
        if (OverTranslator.isIn(project.getNamedProjects())) {
            return OverTranslator.project(input, project.getNamedProjects());
        }
        if (WindowsTranslator.isIn(project.getNamedProjects())) {
            return WindowsTranslator.project(input, project.getNamedProjects());
        }
        ExprTranslator expressions = new ExprTranslator(input.schema());
        List<Project.Column> columns = new ArrayList<>();
        for (Pair<RexNode, String> column : project.getNamedProjects()) {
            columns.add(new Project.Column(column.right, expressions.translate(column.left)));
        }
        return new Project(input, columns);
    }

    private Plan filter(org.apache.calcite.rel.core.Filter filter) {
        Plan input = plan(filter.getInput());
        Expr predicate = new ExprTranslator(input.schema()).translate(filter.getCondition());
        return new Filter(input, predicate);
    }

    private Plan aggregate(org.apache.calcite.rel.core.Aggregate aggregate) {
        return AggregateTranslator.aggregate(plan(aggregate.getInput()), aggregate);
    }

    private Plan set(SetOp set) {
        List<Plan> inputs = set.getInputs().stream().map(this::plan).toList();
        return together(set, UnionTypes.unified(inputs, set.getRowType().getFieldNames()));
    }

    /** Inputs of common types; of a difference they are taken one after another, from the left. */
    static Plan together(SetOp set, List<Plan> inputs) {
        return switch (set) {
            case org.apache.calcite.rel.core.Union _ ->
                    set.all ? new Union(inputs) : distinct(new Union(inputs));
            case Intersect _ -> chained(inputs, SetOperation.Kind.INTERSECT, set.all);
            case Minus _ -> chained(inputs, SetOperation.Kind.EXCEPT, set.all);
            default -> throw new IllegalStateException(set.getRelTypeName());
        };
    }

    private static Plan chained(List<Plan> inputs, SetOperation.Kind kind, boolean all) {
        Plan result = inputs.getFirst();
        for (Plan right : inputs.subList(1, inputs.size())) {
            result = new SetOperation(result, right, kind, all);
        }
        return result;
    }

    static Plan distinct(Plan input) {
        List<Integer> keys = new ArrayList<>();
        for (int i = 0; i < input.schema().size(); i++) {
            keys.add(i);
        }
        return new Aggregate(input, keys, List.of());
    }

    private Plan sort(Sort sort) {
        Plan input = plan(sort.getInput());
        return sort.fetch == null && sort.offset == null ? input : top(input, sort);
    }

    /** The rows that LIMIT and OFFSET leave. */
    static TopN top(Plan input, Sort sort) {
        List<SortKey> keys = new ArrayList<>();
        for (RelFieldCollation field : sort.getCollation().getFieldCollations()) {
            boolean descending = field.getDirection().isDescending();
            boolean nullsFirst =
                    switch (field.nullDirection) {
                        case FIRST -> true;
                        case LAST -> false;
                        case UNSPECIFIED -> descending;
                    };
            keys.add(new SortKey(field.getFieldIndex(), descending, nullsFirst));
        }
        return new TopN(
                input,
                List.of(),
                keys,
                rowCount(sort.fetch, "LIMIT", Long.MAX_VALUE),
                rowCount(sort.offset, "OFFSET", 0));
    }

    private static long rowCount(@Nullable RexNode node, String clause, long absent) {
        if (node == null) {
            return absent;
        }
        if (node instanceof RexLiteral literal && literal.getValue() instanceof BigDecimal count) {
            return count.longValueExact();
        }
        throw new TidemillException(
                ErrorCode.UNSUPPORTED_SQL, clause + " takes a constant in a live table");
    }

    private static Plan values(org.apache.calcite.rel.core.Values values) {
        List<Field> fields = new ArrayList<>();
        for (var field : values.getRowType().getFieldList()) {
            fields.add(Field.of(field.getName(), SqlTypes.toType(field.getType())));
        }
        Schema schema = new Schema(fields);
        ExprTranslator expressions = new ExprTranslator(schema);
        List<List<Literal>> rows = new ArrayList<>();
        for (List<RexLiteral> tuple : values.getTuples()) {
            List<Literal> row = new ArrayList<>();
            for (int i = 0; i < tuple.size(); i++) {
                Expr value =
                        dev.tidemill.sql.validate.CastRules.cast(
                                expressions.translate(tuple.get(i)), schema.type(i));
                row.add((Literal) value);
            }
            rows.add(row);
        }
        return new Values(schema, rows);
    }
}
