package dev.tidemill.engine.expression;

import dev.tidemill.algebra.json.Json;
import dev.tidemill.algebra.json.JsonCursor;
import dev.tidemill.algebra.jsonpath.JsonPath;
import dev.tidemill.algebra.jsonpath.PathNode;
import dev.tidemill.algebra.jsonpath.PathStep;
import dev.tidemill.algebra.jsonpath.PathStep.Elements.Range;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A lax path of members and single positions, like {@code $.order.lines[0].price}, which finds one
 * value at most: it is walked over a document's bytes and builds nothing of it. Immutable.
 */
final class JsonPathWalk {
    /** The path finds nothing. */
    static final int NONE = -1;

    /** An array stands where a member is asked for: each of its elements has to be looked into. */
    static final int MANY = -2;

    private final List<Step> steps;

    /** A member's key as it stands in documents, or a position. */
    private record Step(byte @Nullable [] key, int index) {}

    private JsonPathWalk(List<Step> steps) {
        this.steps = List.copyOf(steps);
    }

    /** Null for other paths. */
    static @Nullable JsonPathWalk of(JsonPath path) {
        if (!path.lax()) {
            return null;
        }
        if (path.root() instanceof PathNode.Root) {
            return new JsonPathWalk(List.of());
        }
        if (!(path.root() instanceof PathNode.Steps(PathNode start, List<PathStep> all))
                || !(start instanceof PathNode.Root)) {
            return null;
        }
        List<Step> steps = new ArrayList<>();
        for (PathStep step : all) {
            Step simple = simple(step);
            if (simple == null) {
                return null;
            }
            steps.add(simple);
        }
        return new JsonPathWalk(steps);
    }

    private static @Nullable Step simple(PathStep step) {
        if (step instanceof PathStep.Member(String key)) {
            return new Step(JsonCursor.quoted(key), 0);
        }
        boolean one =
                step instanceof PathStep.Elements(List<Range> ranges)
                        && ranges.size() == 1
                        && ranges.getFirst().to() == null;
        if (one
                && ((PathStep.Elements) step).ranges().getFirst().from()
                        instanceof PathNode.Constant(Json constant)
                && constant instanceof Json.Num(BigDecimal number)
                && number.scale() <= 0
                && number.precision() - number.scale() < 9) {
            return new Step(null, number.intValueExact());
        }
        return null;
    }

    /** Where the value begins, NONE or MANY. */
    int find(JsonCursor cursor, int root) {
        int value = root;
        for (Step step : steps) {
            byte[] key = step.key;
            if (key == null) {
                value = element(cursor, value, step.index);
            } else if (cursor.first(value) == '[') {
                return MANY;
            } else {
                value = cursor.member(value, key);
            }
            if (value < 0) {
                return NONE;
            }
        }
        return value;
    }

    /** What is no array counts as an array of one. */
    private static int element(JsonCursor cursor, int value, int index) {
        if (cursor.first(value) == '[') {
            return cursor.element(value, index);
        }
        return index == 0 ? value : NONE;
    }
}
