package dev.tidemill.definitions.exchange;

import static java.util.Objects.requireNonNull;

import dev.tidemill.definitions.contract.TableContract;
import dev.tidemill.definitions.contract.TableLateness;
import dev.tidemill.definitions.document.Contract;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * A contract made of another form of schema.
 *
 * @param notes what it could not say as the other form did, or what was guessed
 */
public record Imported(Contract contract, List<String> notes) {
    public Imported {
        requireNonNull(contract, "contract");
        notes = List.copyOf(notes);
    }

    /** The same with its table's rows held to this lateness. */
    Imported withLateness(Map<String, Duration> columns) {
        Contract.Table only = contract.tables().getFirst();
        TableContract rows = only.rows();
        if (columns.isEmpty() || rows.eventTime() == null) {
            return this;
        }
        TableContract held = rows.withLateness(new TableLateness(columns, rows.lateness().idle()));
        Contract.Table table = new Contract.Table(held, only.checks(), only.levels());
        return new Imported(new Contract(contract.id(), contract.version(), List.of(table)), notes);
    }
}
