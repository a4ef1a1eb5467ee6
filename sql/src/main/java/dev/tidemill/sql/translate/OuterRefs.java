package dev.tidemill.sql.translate;

import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.apache.calcite.rel.RelNode;
import org.apache.calcite.rel.core.Correlate;
import org.apache.calcite.rel.core.CorrelationId;
import org.apache.calcite.rex.RexCorrelVariable;
import org.apache.calcite.rex.RexFieldAccess;
import org.apache.calcite.rex.RexNode;
import org.apache.calcite.rex.RexShuttle;
import org.apache.calcite.rex.RexSubQuery;

/** Finds what parts of a relational tree read of rows outside of them. */
final class OuterRefs extends RexShuttle {
    private final Set<OuterRef> found = new LinkedHashSet<>();
    private final Set<CorrelationId> declared = new LinkedHashSet<>();
    private final Set<RexSubQuery> subqueries = new LinkedHashSet<>();

    private OuterRefs() {}

    /** What a tree reads of rows that are not its own. */
    static Set<OuterRef> of(RelNode node) {
        OuterRefs refs = new OuterRefs();
        refs.visit(node);
        refs.found.removeIf(ref -> refs.declared.contains(ref.row()));
        return refs.found;
    }

    /** What expressions read of outer rows, without their subqueries. */
    static Set<OuterRef> of(Collection<? extends RexNode> expressions) {
        OuterRefs refs = new OuterRefs();
        expressions.forEach(
                expression ->
                        expression.accept(
                                new RexShuttle() {
                                    @Override
                                    public RexNode visitFieldAccess(RexFieldAccess access) {
                                        return refs.visitFieldAccess(access);
                                    }
                                }));
        return refs.found;
    }

    /** What a field access reads. */
    static OuterRef only(RexFieldAccess access) {
        return of(List.of(access)).stream()
                .findFirst()
                .orElseThrow(() -> Unnesting.unsupported("a field of a value"));
    }

    /** The outermost subqueries of some expressions. */
    static Set<RexSubQuery> subqueries(Collection<? extends RexNode> expressions) {
        OuterRefs refs = new OuterRefs();
        expressions.forEach(
                expression ->
                        expression.accept(
                                new RexShuttle() {
                                    @Override
                                    public RexNode visitSubQuery(RexSubQuery subquery) {
                                        refs.subqueries.add(subquery);
                                        return subquery;
                                    }
                                }));
        return refs.subqueries;
    }

    private void visit(RelNode node) {
        declared.addAll(node.getVariablesSet());
        if (node instanceof Correlate correlate) {
            declared.add(correlate.getCorrelationId());
        }
        node.accept(this);
        node.getInputs().forEach(this::visit);
    }

    @Override
    public RexNode visitFieldAccess(RexFieldAccess access) {
        if (access.getReferenceExpr() instanceof RexCorrelVariable row) {
            found.add(new OuterRef(row.id, access.getField().getIndex()));
        }
        return access;
    }

    @Override
    public RexNode visitSubQuery(RexSubQuery subquery) {
        subquery.getOperands().forEach(operand -> operand.accept(this));
        visit(subquery.rel);
        return subquery;
    }
}
