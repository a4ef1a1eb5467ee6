package dev.tidemill.algebra.jsonpath;

import static java.util.Objects.requireNonNull;

import java.util.Set;

/**
 * A path of SQL/JSON, as PostgreSQL's {@code jsonpath} reads it. Immutable and thread-safe.
 *
 * <p>In lax mode a step over members looks into the elements of an array, a step over elements
 * takes any other value for an array of one, and what is not there is passed over. In strict mode
 * each of these is an error.
 *
 * @param lax the mode; it is the default
 * @param variables the names behind {@code $}, which a caller has to give
 */
public record JsonPath(boolean lax, PathNode root, Set<String> variables) {
    public JsonPath {
        requireNonNull(root, "root");
        variables = Set.copyOf(variables);
    }

    /** The path that a text spells. */
    public static JsonPath parse(String text) throws JsonPathError {
        return new JsonPathParser(text).path();
    }
}
