package dev.tidemill.algebra.jsonpath;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.json.Json;
import java.util.List;

/**
 * A part of a path that gives JSON values; a predicate gives true, false or, when unknown, null.
 */
public sealed interface PathNode {
    /** {@code $}. */
    record Root() implements PathNode {}

    /** {@code @}, the value that a filter asks about. */
    record Current() implements PathNode {}

    /** {@code last}, the position of the last element of the array that is stepped into. */
    record Last() implements PathNode {}

    record Constant(Json value) implements PathNode {
        public Constant {
            requireNonNull(value, "value");
        }
    }

    /** {@code $name}. */
    record Variable(String name) implements PathNode {
        public Variable {
            requireNonNull(name, "name");
        }
    }

    /** What steps find, from each value of a start. */
    record Steps(PathNode start, List<PathStep> steps) implements PathNode {
        public Steps {
            requireNonNull(start, "start");
            steps = List.copyOf(steps);
        }
    }

    /** {@code +} or {@code -} before numbers. */
    record Sign(boolean negative, PathNode operand) implements PathNode {
        public Sign {
            requireNonNull(operand, "operand");
        }
    }

    /** The arithmetic of two numbers. */
    record Arithmetic(Operator operator, PathNode left, PathNode right) implements PathNode {
        /** As in SQL. */
        public enum Operator {
            ADD("+"),
            SUBTRACT("-"),
            MULTIPLY("*"),
            DIVIDE("/"),
            MODULO("%");

            private final String symbol;

            Operator(String symbol) {
                this.symbol = symbol;
            }

            public String symbol() {
                return symbol;
            }
        }

        public Arithmetic {
            requireNonNull(operator, "operator");
            requireNonNull(left, "left");
            requireNonNull(right, "right");
        }
    }

    /** What a filter asks, in three-valued logic. */
    sealed interface Predicate extends PathNode {}

    record And(Predicate left, Predicate right) implements Predicate {
        public And {
            requireNonNull(left, "left");
            requireNonNull(right, "right");
        }
    }

    record Or(Predicate left, Predicate right) implements Predicate {
        public Or {
            requireNonNull(left, "left");
            requireNonNull(right, "right");
        }
    }

    record Not(Predicate operand) implements Predicate {
        public Not {
            requireNonNull(operand, "operand");
        }
    }

    record IsUnknown(Predicate operand) implements Predicate {
        public IsUnknown {
            requireNonNull(operand, "operand");
        }
    }

    /** Whether some value of the left compares so with some value of the right. */
    record Comparison(Relation relation, PathNode left, PathNode right) implements Predicate {
        /** Which order of the two is asked for. */
        public enum Relation {
            EQUAL,
            NOT_EQUAL,
            LESS,
            LESS_OR_EQUAL,
            GREATER,
            GREATER_OR_EQUAL;

            /** Whether a comparison's sign answers it. */
            public boolean holds(int sign) {
                return switch (this) {
                    case EQUAL -> sign == 0;
                    case NOT_EQUAL -> sign != 0;
                    case LESS -> sign < 0;
                    case LESS_OR_EQUAL -> sign <= 0;
                    case GREATER -> sign > 0;
                    case GREATER_OR_EQUAL -> sign >= 0;
                };
            }
        }

        public Comparison {
            requireNonNull(relation, "relation");
            requireNonNull(left, "left");
            requireNonNull(right, "right");
        }
    }

    /** {@code text starts with "prefix"}. */
    record StartsWith(PathNode text, PathNode prefix) implements Predicate {
        public StartsWith {
            requireNonNull(text, "text");
            requireNonNull(prefix, "prefix");
        }
    }

    /**
     * {@code text like_regex "pattern" flag "flags"}: found anywhere in the text.
     *
     * @param flags some of {@code i} (in any case), {@code s} (a dot is a line's end too), {@code
     *     m} (anchors at each line) and {@code q} (the pattern is taken as it stands)
     */
    record LikeRegex(PathNode text, String pattern, String flags) implements Predicate {
        public LikeRegex {
            requireNonNull(text, "text");
            requireNonNull(pattern, "pattern");
            requireNonNull(flags, "flags");
        }
    }

    /** {@code exists(path)}. */
    record Exists(PathNode path) implements Predicate {
        public Exists {
            requireNonNull(path, "path");
        }
    }
}
