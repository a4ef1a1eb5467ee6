package dev.tidemill.node.audit;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.engine.circuit.TableSnapshot;
import java.io.IOException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * {@code tidemill.audit}: the audit log as queries read it, up to the entry that was the last one
 * when it was asked for first. It is no part of any tick: nothing writes it but the log, and no
 * live table reads it. Rows are read from the log's segments in parts, so memory does not depend on
 * how many there are. Safe for all threads.
 */
public final class AuditTable implements TableSnapshot {
    public static final Schema SCHEMA =
            Schema.of(
                    new Field("number", Type.BIGINT, false),
                    new Field("logged_at", Type.TIMESTAMPTZ, false),
                    new Field("user_name", Type.TEXT, true),
                    new Field("address", Type.TEXT, false),
                    new Field("door", Type.TEXT, false),
                    new Field("subject", Type.TEXT, false),
                    new Field("code", Type.TEXT, false),
                    new Field("allowed", Type.BOOLEAN, false),
                    new Field("rows", Type.BIGINT, true),
                    new Field("tick", Type.BIGINT, true),
                    new Field("statement", Type.TEXT, true),
                    new Field("digest", Type.TEXT, true));

    private final AuditLog log;
    private final @Nullable String user;
    private @Nullable AuditSpan span;

    /**
     * @param user whose acts are seen; null for everybody's
     */
    public AuditTable(AuditLog log, @Nullable String user) {
        this.log = requireNonNull(log, "log");
        this.user = user;
    }

    /** What all scans of one query see. */
    private synchronized AuditSpan span() {
        AuditSpan known = span;
        if (known == null) {
            known = log.span();
            span = known;
        }
        return known;
    }

    @Override
    public Schema schema() {
        return SCHEMA;
    }

    @Override
    public List<Integer> key() {
        return List.of();
    }

    /** Everybody's: those that somebody sees are not counted. */
    @Override
    public long rows() {
        return span().entries();
    }

    /** None: it is in no page. */
    @Override
    public long bytes() {
        return 0;
    }

    @Override
    public Batch lookup(List<? extends @Nullable Object> key) {
        throw new TidemillException(ErrorCode.INVALID_REQUEST, "the audit log has no key");
    }

    @Override
    public List<Supplier<@Nullable Batch>> scan(int... columns) {
        AuditSpan read = span();
        return read.segments().stream()
                .map(segment -> new AuditSegmentReader(segment, read.last()))
                .<Supplier<@Nullable Batch>>map(reader -> () -> next(reader, columns))
                .toList();
    }

    private @Nullable Batch next(AuditSegmentReader reader, int... columns) {
        try {
            while (true) {
                List<AuditEntry> entries = reader.next();
                if (entries.isEmpty()) {
                    return null;
                }
                BatchBuilder seen = new BatchBuilder(SCHEMA, entries.size());
                for (AuditEntry entry : entries) {
                    if (user == null || entry.event().user().equals(user)) {
                        add(seen, entry);
                    }
                }
                if (seen.size() > 0) {
                    return seen.build().select(columns);
                }
            }
        } catch (IOException e) {
            throw AuditLog.unreadable(e);
        }
    }

    private static void add(BatchBuilder rows, AuditEntry entry) {
        AuditEvent event = entry.event();
        rows.add(
                1,
                entry.number(),
                ChronoUnit.MICROS.between(Instant.EPOCH, event.time()),
                event.user().isEmpty() ? null : event.user(),
                event.address(),
                event.door(),
                event.subject(),
                event.code(),
                event.isAllowed(),
                event.rows() < 0 ? null : event.rows(),
                event.tick() < 0 ? null : event.tick(),
                event.statement(),
                entry.digest().isEmpty() ? null : entry.digest());
    }
}
