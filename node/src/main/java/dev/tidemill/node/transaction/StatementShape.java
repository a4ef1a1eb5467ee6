package dev.tidemill.node.transaction;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a statement before it is carried out.
 *
 * @param parameters types of {@code $1}, {@code $2} and so on, inferred where none was given
 * @param columns of the rows that it gives; null when it gives none
 */
public record StatementShape(StatementKind kind, List<Type> parameters, @Nullable Schema columns) {
    // Spelled out, since a compact constructor's parameters lose their annotations in class files.
    public StatementShape(StatementKind kind, List<Type> parameters, @Nullable Schema columns) {
        this.kind = requireNonNull(kind, "kind");
        this.parameters = List.copyOf(parameters);
        this.columns = columns;
    }
}
