package dev.tidemill.sql.validate;

import dev.tidemill.algebra.type.Type;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a function's argument before its call is resolved.
 *
 * @param type null for a bare NULL, which fits every type
 * @param literal the argument is a constant; a TEXT constant fits every type, as in PostgreSQL
 */
public record ArgumentType(@Nullable Type type, boolean literal) {
    public static ArgumentType of(Type type) {
        return new ArgumentType(type, false);
    }

    /** Whether the argument takes the type that its surroundings ask for. */
    public boolean isUntyped() {
        return type == null || (literal && type == Type.TEXT);
    }

    public boolean is(Type wanted) {
        return wanted.equals(type);
    }

    public boolean fits(Type wanted) {
        return wanted.equals(type) || isUntyped();
    }

    public boolean isNumeric() {
        return type != null && type.isNumeric();
    }

    public boolean isTimestamp() {
        return type != null && type.isTimestamp();
    }

    /** The type in words, for messages. */
    public String describe() {
        return type == null ? "NULL" : type.sqlName();
    }
}
