package dev.tidemill.sql.lineage;

import dev.tidemill.algebra.plan.AsofJoin;
import dev.tidemill.algebra.plan.Join;
import dev.tidemill.algebra.plan.SortKey;
import java.util.List;

/** What the columns of a join with the nearest row depend on. */
final class AsofLineage {
    private AsofLineage() {}

    /**
     * A left row that is kept is there once, whatever is right; one that is not kept for lack of a
     * partner is there by what finds one, but not by which it is.
     */
    static Traced of(AsofJoin join, Traced left, Traced right) {
        List<Integer> leftKeys = join.keys().stream().map(Join.KeyPair::left).toList();
        List<Integer> rightKeys = join.keys().stream().map(Join.KeyPair::right).toList();
        Dependencies partner =
                Dependencies.all(
                        List.of(
                                left.of(leftKeys, Influence.JOIN),
                                right.of(rightKeys, Influence.JOIN),
                                left.of(List.of(join.leftOrder()), Influence.JOIN),
                                right.of(List.of(join.rightOrder()), Influence.JOIN),
                                right.rows()));
        List<SortKey> order = List.of(new SortKey(join.rightOrder(), false, false));
        Dependencies ties = right.of(Ordering.ties(join.right(), rightKeys, order), Influence.TIE);
        Dependencies nearest = partner.and(ties);
        Traced beside =
                left.andColumns(
                        right.columns().stream().map(column -> column.and(nearest)).toList());
        return join.keepsAll() ? beside : beside.andRows(partner);
    }
}
