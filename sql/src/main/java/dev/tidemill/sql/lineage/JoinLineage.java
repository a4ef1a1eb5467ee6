package dev.tidemill.sql.lineage;

import dev.tidemill.algebra.plan.Join;
import dev.tidemill.sql.rewrite.Columns;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What a join's columns depend on. */
final class JoinLineage {
    private JoinLineage() {}

    static Traced of(Join join, Traced left, Traced right) {
        Dependencies pairing = pairing(join, left, right);
        Dependencies partners = pairing.by(Influence.JOIN).and(right.rows());
        return switch (join.kind()) {
            case INNER, FULL -> left.andColumns(right.columns()).andRows(partners);
            case LEFT ->
                    hasOnePartner(join)
                            ? left.andColumns(
                                    right.columns().stream()
                                            .map(column -> column.and(partners))
                                            .toList())
                            : left.andColumns(right.columns()).andRows(partners);
            case SEMI, ANTI -> left.andRows(partners);
            case MARK ->
                    left.andColumns(
                            List.of(pairing.by(Influence.TRANSFORMATION).and(right.rows())));
        };
    }

    /** All columns that decide whether two rows are a pair. */
    private static Dependencies pairing(Join join, Traced left, Traced right) {
        Traced both = left.andColumns(right.columns());
        int width = left.columns().size();
        Set<Integer> columns = new TreeSet<>();
        for (Join.KeyPair key : join.keys()) {
            columns.add(key.left());
            columns.add(width + key.right());
        }
        if (join.band() != null) {
            columns.add(join.band().left());
            columns.add(width + join.band().right());
        }
        if (join.residual() != null) {
            columns.addAll(Columns.used(join.residual()));
        }
        List<Dependencies> all = new ArrayList<>();
        columns.forEach(column -> all.add(both.column(column)));
        return Dependencies.all(all);
    }

    /** Whether a left row has one partner at most, so that it is there once whatever is right. */
    private static boolean hasOnePartner(Join join) {
        return Ordering.identify(
                join.right(),
                join.keys().stream().map(Join.KeyPair::right).collect(Collectors.toSet()));
    }
}
