package dev.tidemill.sql.validate;

import static java.util.Objects.requireNonNull;

import dev.tidemill.sql.CatalogTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.apache.calcite.rel.RelHomogeneousShuttle;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Filter;
import org.apache.calcite.rel.core.JoinRelType;
import org.apache.calcite.rel.core.Project;
import org.apache.calcite.rel.logical.LogicalJoin;
import org.apache.calcite.rel.logical.LogicalProject;
import org.apache.calcite.rel.type.RelDataTypeField;
import org.apache.calcite.rex.RexBuilder;
import org.apache.calcite.rex.RexCall;
import org.apache.calcite.rex.RexInputRef;
import org.apache.calcite.rex.RexLiteral;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;
import org.apache.calcite.rex.RexVisitorImpl;
import org.jspecify.annotations.Nullable;

/**
 * Makes PREDICT a join with the predictions that were made:
 *
 * <pre>
 * project (x, predict('buys', id)) of t
 *   → project (x, p.score) of
 *       (left join id = p.id of t, scan tidemill.predictions_buys as p)
 * </pre>
 *
 * So it is kept as any join is: a prediction that comes later changes the row, and one that was
 * made stays what it was. For one statement.
 */
final class PredictJoins extends RelHomogeneousShuttle {
    private final Map<String, CatalogTable> tables = new HashMap<>();
    private final Function<String, RelNode> scans;

    /**
     * @param scans a new scan of a table
     */
    PredictJoins(List<CatalogTable> tables, Function<String, RelNode> scans) {
        tables.forEach(table -> this.tables.put(table.name(), table));
        this.scans = requireNonNull(scans, "scans");
    }

    @Override
    public RelNode visit(RelNode other) {
        RelNode node = super.visit(other).accept(new InSubqueries());
        return switch (node) {
            case Project project when isIn(project.getProjects()) -> joined(project);
            case Filter filter when isIn(List.of(filter.getCondition())) -> joined(filter);
            default -> node;
        };
    }

    /** Subqueries stand in expressions, where no visitor of nodes comes by itself. */
    private final class InSubqueries extends RexShuttle {
        @Override
        public RexNode visitSubQuery(RexSubQuery subquery) {
            RexSubQuery inside = (RexSubQuery) super.visitSubQuery(subquery);
            return inside.clone(inside.rel.accept(PredictJoins.this));
        }
    }

    private static boolean isIn(List<RexNode> expressions) {
        boolean[] found = {false};
        RexVisitorImpl<@Nullable Void> finder =
                new RexVisitorImpl<>(true) {
                    @Override
                    public @Nullable Void visitCall(RexCall call) {
                        found[0] |= isPredict(call);
                        return super.visitCall(call);
                    }
                };
        finder.visitEach(expressions);
        return found[0];
    }

    private static boolean isPredict(RexNode node) {
        return node instanceof RexCall call
                && call.getOperator() instanceof LiveFunction function
                && PredictFunctions.isOne(function.getName())
                && call.getOperands().getFirst() instanceof RexLiteral;
    }

    private RelNode joined(Project project) {
        Answers answers = new Answers(project.getInput());
        List<RexNode> expressions = answers.visitList(project.getProjects());
        return project.copy(
                project.getTraitSet(), answers.input, expressions, project.getRowType());
    }

    private RelNode joined(Filter filter) {
        Answers answers = new Answers(filter.getInput());
        RexNode condition = filter.getCondition().accept(answers);
        RelNode kept = filter.copy(filter.getTraitSet(), answers.input, condition);
        List<RexNode> columns = new ArrayList<>();
        List<String> names = new ArrayList<>();
        for (RelDataTypeField field : filter.getRowType().getFieldList()) {
            columns.add(RexInputRef.of(field.getIndex(), kept.getRowType()));
            names.add(field.getName());
        }
        return LogicalProject.create(kept, List.of(), columns, names, Set.of());
    }

    /** Joins an input with each prediction that is asked for, and gives its column instead. */
    private final class Answers extends RexShuttle {
        private final Map<RexNode, RexNode> known = new HashMap<>();
        private RelNode input;

        private Answers(RelNode input) {
            this.input = input;
        }

        @Override
        public RexNode visitCall(RexCall call) {
            RexNode inside = super.visitCall(call);
            if (!isPredict(inside)) {
                return inside;
            }
            RexNode answer = known.get(inside);
            if (answer == null) {
                answer = joined((RexCall) inside);
                known.put(inside, answer);
            }
            return answer;
        }

        private RexNode joined(RexCall call) {
            String predictor =
                    requireNonNull(
                            ((RexLiteral) call.getOperands().getFirst()).getValueAs(String.class));
            String name = PredictFunctions.table(predictor);
            CatalogTable table = requireNonNull(tables.get(name), name);
            RelNode predictions = scans.apply(name);
            int width = input.getRowType().getFieldCount();
            RexBuilder rex = input.getCluster().getRexBuilder();
            @Nullable RexNode condition = null;
            for (int i = 0; i < table.key().size(); i++) {
                int column = table.key().get(i);
                RexNode equal =
                        rex.makeCall(
                                PostgresOperators.EQUAL,
                                call.getOperands().get(i + 1),
                                rex.makeInputRef(
                                        predictions
                                                .getRowType()
                                                .getFieldList()
                                                .get(column)
                                                .getType(),
                                        width + column));
                condition =
                        condition == null
                                ? equal
                                : rex.makeCall(PostgresOperators.AND, condition, equal);
            }
            input =
                    LogicalJoin.create(
                            input,
                            predictions,
                            List.of(),
                            requireNonNull(condition, "key"),
                            Set.of(),
                            JoinRelType.LEFT);
            int answer = PredictFunctions.column(call.getOperator().getName(), table.schema());
            return RexInputRef.of(width + answer, input.getRowType());
        }
    }
}
