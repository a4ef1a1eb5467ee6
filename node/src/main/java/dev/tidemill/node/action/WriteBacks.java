package dev.tidemill.node.action;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.tidemill.actions.DeliveryAttempt;
import dev.tidemill.actions.OutboxEntry;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.connectors.format.ParseOptions;
import dev.tidemill.connectors.format.ParsedRows;
import dev.tidemill.connectors.format.RefusedRow;
import dev.tidemill.connectors.format.RowFormat;
import dev.tidemill.connectors.format.RowParser;
import dev.tidemill.engine.circuit.InputChange;
import dev.tidemill.engine.circuit.InputTable;
import dev.tidemill.node.ingest.Ingest;
import dev.tidemill.node.ingest.SystemTables;
import dev.tidemill.node.tick.Admission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * Carries out what actions write: the rows and what the outbox says of them are one entry of the
 * journal, so that each write is made exactly once. A row that its table does not take is dead.
 */
final class WriteBacks {
    private final Ingest ingest;
    private final AttemptLog attempts;
    private final SettledNotices settled;

    WriteBacks(Ingest ingest, AttemptLog attempts, SettledNotices settled) {
        this.ingest = ingest;
        this.attempts = attempts;
        this.settled = settled;
    }

    /**
     * Admits writes in their order; does not wait for the disk.
     *
     * @param tables where each action writes to, by its name
     */
    Admission admit(List<OutboxEntry> entries, Map<String, String> tables)
            throws InterruptedException {
        ingest.requireStateRoom();
        List<InputChange> changes = new ArrayList<>();
        Set<String> written = new TreeSet<>();
        for (OutboxEntry entry : entries) {
            OutboxEntry outcome = write(entry, tables, changes, written);
            changes.add(
                    new InputChange(
                            SystemTables.OUTBOX.name(),
                            InputChange.Op.UPSERT,
                            OutboxEntry.toRows(List.of(outcome))));
            changes.addAll(attempts.changes(DeliveryAttempt.of(outcome, null, 0)));
            changes.addAll(settled.settled(outcome));
        }
        return ingest.admitWritten(changes, written);
    }

    private OutboxEntry write(
            OutboxEntry entry,
            Map<String, String> tables,
            List<InputChange> changes,
            Set<String> written) {
        long micros = System.currentTimeMillis() * 1000;
        String name = tables.get(entry.action());
        if (name == null || !WriteNotice.isOne(entry.payload())) {
            return entry.failed(OutboxEntry.Status.DEAD, "the action was another one", micros);
        }
        try {
            WriteNotice notice = WriteNotice.of(entry.payload());
            InputTable table = ingest.writable(name);
            ParsedRows rows = parsed(table, notice.row());
            String refused = refusal(table, notice, rows);
            if (!refused.isEmpty()) {
                return entry.failed(OutboxEntry.Status.DEAD, refused, micros);
            }
            changes.add(
                    new InputChange(
                            name,
                            notice.deletes() ? InputChange.Op.DELETE : InputChange.Op.UPSERT,
                            rows.rows()));
            written.add(name);
            return entry.delivered(micros);
        } catch (TidemillException e) {
            String reason = e.errorCode().code() + " " + e.message();
            return entry.failed(OutboxEntry.Status.DEAD, reason, micros);
        }
    }

    private static ParsedRows parsed(InputTable table, String row) {
        byte[] bytes = row.getBytes(UTF_8);
        return RowParser.of(RowFormat.NDJSON, table.schema(), ParseOptions.DEFAULT)
                .parse(bytes, 0, bytes.length);
    }

    /** Why a row is not taken; empty when it is. */
    private String refusal(InputTable table, WriteNotice notice, ParsedRows rows) {
        for (RefusedRow refused : rows.refused()) {
            return refused.reason();
        }
        if (rows.rows().size() != 1) {
            return "it is not one row";
        }
        return notice.deletes() ? "" : ingest.violation(table.name(), rows.rows()).orElse("");
    }
}
