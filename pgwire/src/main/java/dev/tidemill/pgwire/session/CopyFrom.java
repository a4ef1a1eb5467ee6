package dev.tidemill.pgwire.session;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.connectors.format.ParsedRows;
import dev.tidemill.node.Session;
import dev.tidemill.node.ingest.AppendOptions;
import dev.tidemill.node.ingest.IngestResult;
import dev.tidemill.node.tick.Admission;
import dev.tidemill.pgwire.frame.ErrorMessage;
import dev.tidemill.pgwire.frame.Message;
import dev.tidemill.pgwire.frame.MessageWriter;
import dev.tidemill.pgwire.sql.Command;
import dev.tidemill.pgwire.sql.CopyOptions;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * COPY FROM STDIN. All rows go into one tick, or none when one cannot be read; a row that breaks
 * its contract is put into the quarantine, as by any other door that rows come by, and the client
 * is warned. Rows of keyed tables replace those of their keys.
 *
 * <p>Within a transaction they are inserted by it instead, as by INSERT.
 */
final class CopyFrom {
    /** Where rows say that they come from. */
    private static final String SOURCE = "postgres";

    private final Session mill;
    private final Command.CopyIn copy;
    private final long bytesMax;
    private final Deeds deeds;
    private final Block block;
    private final Patience patience;

    /**
     * @param block in whose transaction the rows are inserted, if it has one
     * @param patience asked before rows are written, as the client may be nobody by then
     */
    CopyFrom(
            Session mill,
            Command.CopyIn copy,
            long bytesMax,
            Deeds deeds,
            Block block,
            Patience patience) {
        this.mill = requireNonNull(mill, "mill");
        this.copy = requireNonNull(copy, "copy");
        this.bytesMax = bytesMax;
        this.deeds = requireNonNull(deeds, "deeds");
        this.block = requireNonNull(block, "block");
        this.patience = requireNonNull(patience, "patience");
    }

    String run(Channel channel) throws IOException, InterruptedException {
        deeds.requireWritable();
        try {
            IngestResult taken = taken(channel);
            deeds.done("copy", copy.table(), null, taken.accepted(), taken.tick());
            if (taken.quarantined() > 0) {
                warning(taken).write(channel.out());
            }
            return "COPY " + taken.accepted();
        } catch (TidemillException e) {
            deeds.failed("copy", copy.table(), null, e);
            throw e;
        }
    }

    private static ErrorMessage warning(IngestResult taken) {
        String first =
                taken.problems().isEmpty()
                        ? ""
                        : "; row %d: %s"
                                .formatted(
                                        taken.problems().getFirst().row(),
                                        taken.problems().getFirst().reason());
        return ErrorMessage.warning(
                ErrorCode.CONTRACT_VIOLATION.sqlState(),
                "%d rows were put into the quarantine%s".formatted(taken.quarantined(), first));
    }

    private IngestResult taken(Channel channel) throws IOException, InterruptedException {
        String table =
                copy.table().startsWith("public.") ? copy.table().substring(7) : copy.table();
        Schema schema = mill.input(table).schema();
        List<String> columns = copy.columns().isEmpty() ? schema.names() : copy.columns();
        for (String column : columns) {
            if (schema.indexOf(column) < 0) {
                throw new TidemillException(
                        ErrorCode.UNKNOWN_COLUMN,
                        "column \"%s\" of relation \"%s\" does not exist".formatted(column, table));
            }
        }
        begin(channel.out(), columns.size());
        if (block.isTransaction()) {
            return inserted(channel, table, schema, columns);
        }
        CopiedRows rows = new CopiedRows(table, schema, columns, bytesMax);
        read(channel, CopyDecoder.of(copy.options(), schema, columns, rows));
        patience.requireMore();
        Batch all = rows.all();
        if (all.isEmpty()) {
            return new IngestResult(0, 0, 0, 0, false, List.of());
        }
        IngestResult taken =
                mill.append(
                        table,
                        ParsedRows.of(all),
                        new AppendOptions(null, null, true, Admission.Timing.of(SOURCE)));
        // Whoever asks next finds the rows. They are on disk: an error would have them sent again.
        boolean ignored = mill.awaitReadable(taken.tick());
        return taken;
    }

    private IngestResult inserted(
            Channel channel, String table, Schema schema, List<String> columns) throws IOException {
        InsertedRows rows = new InsertedRows(table, columns, block::insert);
        read(channel, CopyDecoder.of(copy.options(), schema, columns, rows));
        patience.requireMore();
        rows.insert();
        return new IngestResult(-1, rows.count(), 0, 0, false, List.of());
    }

    private void begin(MessageWriter out, int columns) throws IOException {
        int format = copy.options().format() == CopyOptions.Format.BINARY ? 1 : 0;
        out.begin('G').int8(format).int16(columns);
        for (int i = 0; i < columns; i++) {
            out.int16(format);
        }
        out.end();
        out.flush();
    }

    /**
     * Reads to the client's end, also of what is wrong: it does not listen before.
     *
     * @throws TidemillException what was wrong first
     */
    private static void read(Channel channel, CopyDecoder decoder) throws IOException {
        TidemillException failure = toEnd(channel, decoder);
        if (failure != null) {
            throw failure;
        }
    }

    private static @Nullable TidemillException toEnd(Channel channel, CopyDecoder decoder)
            throws IOException {
        TidemillException failure = null;
        while (true) {
            Message message = channel.in().next();
            switch (message.type()) {
                case 'd' -> failure = fed(decoder, message.rest(), failure);
                case 'c' -> {
                    return failure == null ? ended(decoder) : failure;
                }
                case 'f' ->
                        throw new TidemillException(
                                ErrorCode.QUERY_CANCELLED,
                                "COPY from stdin failed: " + message.text());
                case 'H', 'S' -> {
                    // Clients may send them while they copy; they mean nothing here.
                }
                default ->
                        throw new TidemillException(
                                ErrorCode.PROTOCOL_VIOLATION,
                                "unexpected message type %s during COPY from stdin"
                                        .formatted(Message.shown(message.type())));
            }
        }
    }

    private static @Nullable TidemillException fed(
            CopyDecoder decoder, byte[] bytes, @Nullable TidemillException failure) {
        if (failure == null) {
            try {
                decoder.feed(bytes);
            } catch (TidemillException e) {
                return e;
            }
        }
        return failure;
    }

    private static @Nullable TidemillException ended(CopyDecoder decoder) {
        try {
            decoder.end();
            return null;
        } catch (TidemillException e) {
            return e;
        }
    }
}
