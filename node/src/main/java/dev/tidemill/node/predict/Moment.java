package dev.tidemill.node.predict;

import static java.util.Objects.requireNonNull;

import dev.tidemill.engine.circuit.CircuitSnapshot;
import dev.tidemill.node.definition.DefinitionsInForce;

/**
 * A tick as what is known of rows is read from it.
 *
 * @param tables as of the tick; whoever opened them closes them
 * @param definitions in force behind it
 * @param nowMicros its time
 */
record Moment(CircuitSnapshot tables, DefinitionsInForce.View definitions, long nowMicros) {
    Moment {
        requireNonNull(tables, "tables");
        requireNonNull(definitions, "definitions");
    }
}
