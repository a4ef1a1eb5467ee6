package dev.tidemill.pgwire.session;

import dev.tidemill.pgwire.type.Layout;
import dev.tidemill.pgwire.type.ParameterType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a statement is told to be before it is carried out.
 *
 * @param columns null when it gives no rows
 */
record Shape(List<ParameterType> parameters, @Nullable Layout columns) {
    // Spelled out, since a compact constructor's parameters lose their annotations in class files.
    Shape(List<ParameterType> parameters, @Nullable Layout columns) {
        this.parameters = List.copyOf(parameters);
        this.columns = columns;
    }
}
