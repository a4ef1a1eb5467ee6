package dev.tidemill.engine.operator;

import dev.tidemill.algebra.plan.Join;
import dev.tidemill.engine.state.ZSetShape;
import java.util.ArrayList;
import java.util.List;

/**
 * Where a side of a join has what its partners are found by.
 *
 * @param shape how the side's rows are kept
 * @param strict columns whose NULL finds no partner
 * @param band the band's column, or -1
 */
record JoinKeyColumns(ZSetShape shape, List<Integer> strict, int band) {
    JoinKeyColumns {
        strict = List.copyOf(strict);
    }

    static JoinKeyColumns left(Join plan, ZSetShape shape) {
        List<Integer> strict = new ArrayList<>();
        for (Join.KeyPair pair : plan.keys()) {
            if (!pair.nullsMatch()) {
                strict.add(pair.left());
            }
        }
        return of(shape, strict, plan.band() == null ? -1 : plan.band().left());
    }

    static JoinKeyColumns right(Join plan, ZSetShape shape) {
        List<Integer> strict = new ArrayList<>();
        for (Join.KeyPair pair : plan.keys()) {
            if (!pair.nullsMatch()) {
                strict.add(pair.right());
            }
        }
        return of(shape, strict, plan.band() == null ? -1 : plan.band().right());
    }

    private static JoinKeyColumns of(ZSetShape shape, List<Integer> strict, int band) {
        if (band >= 0) {
            strict.add(band);
        }
        return new JoinKeyColumns(shape, strict, band);
    }
}
