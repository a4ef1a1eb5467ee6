package dev.tidemill.algebra.retention;

import dev.tidemill.algebra.bound.Bound;
import dev.tidemill.algebra.plan.AsofJoin;
import dev.tidemill.algebra.plan.Traits;
import dev.tidemill.algebra.retention.Retention.Collected;
import dev.tidemill.algebra.retention.Retention.Forever;
import dev.tidemill.algebra.retention.Retention.Part;
import java.util.List;
import java.util.Map;

/**
 * What can go from an as-of join that looks back. A right row to come is not below its bound, so it
 * takes no left row that is. If left rows may be taken back, they must be below their own bound as
 * well. Of the right rows below both bounds those that are not the last of their key go: left rows
 * that come, or are looked at again, look back to the last one or to later rows.
 */
final class AsofRetention {
    private AsofRetention() {}

    static Map<Integer, Bound> bounds(AsofJoin join) {
        Bound left = ColumnBounds.of(join.left()).get(join.leftOrder());
        Bound right = ColumnBounds.of(join.right()).get(join.rightOrder());
        return !join.direction().looksBack() || left == null || right == null
                ? Map.of()
                : Map.of(join.leftOrder(), Bound.least(left, right));
    }

    static Retention of(AsofJoin join) {
        return new Retention(List.of(leftRows(join), rightRows(join)));
    }

    private static Part rightRows(AsofJoin join) {
        Bound both = bounds(join).get(join.leftOrder());
        if (both == null) {
            return new Part(
                    "right rows",
                    new Forever("a left row may look back to any that was the last of its key"));
        }
        String name = join.right().schema().field(join.rightOrder()).name();
        return new Part(
                "right rows but the last of each key",
                new Collected(1, join.rightOrder(), name, both));
    }

    private static Part leftRows(AsofJoin join) {
        Bound right = ColumnBounds.of(join.right()).get(join.rightOrder());
        Bound own = ColumnBounds.of(join.left()).get(join.leftOrder());
        boolean stays = Traits.of(join.left()).appendOnly();
        if (!join.direction().looksBack() || right == null || (own == null && !stays)) {
            return new Part(
                    "left rows",
                    new Forever("no watermark of the right side says that a row is settled"));
        }
        Bound bound = stays || own == null ? right : Bound.least(right, own);
        String name = join.left().schema().field(join.leftOrder()).name();
        return new Part("left rows", new Collected(0, join.leftOrder(), name, bound));
    }
}
