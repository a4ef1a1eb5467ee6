package dev.tidemill.pgwire.session;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.ColumnBuilder;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.engine.circuit.TableSnapshot;
import dev.tidemill.node.Session;
import dev.tidemill.node.access.Sight;
import dev.tidemill.node.read.SeenTick;
import dev.tidemill.node.read.TableChanges;
import dev.tidemill.pgwire.frame.MessageWriter;
import dev.tidemill.pgwire.sql.Command;
import dev.tidemill.pgwire.type.TextValues;
import java.io.IOException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * SUBSCRIBE TO a table: rows in the form of COPY TO, without an end. Before a table's own columns
 * stand {@code tick}, the tick that changed it, and {@code diff}, how many such rows came, or went
 * when it is negative. First come all rows that are there, unless that is not wanted. It ends when
 * its client cancels it, or cannot be told what changed any more.
 */
final class Subscription {
    /** How long a cancelled subscription goes on at most. */
    private static final long POLL_MILLIS = 500;

    private static final long SIGHT_MILLIS_MAX = 5_000;

    private final Session mill;
    private final Command.Subscribe subscribe;
    private final ZoneId zone;
    private final Patience patience;
    private final Deeds deeds;
    private long rows;
    private long tick = -1;

    Subscription(
            Session mill,
            Command.Subscribe subscribe,
            ZoneId zone,
            Patience patience,
            Deeds deeds) {
        this.mill = requireNonNull(mill, "mill");
        this.subscribe = requireNonNull(subscribe, "subscribe");
        this.zone = requireNonNull(zone, "zone");
        this.patience = requireNonNull(patience, "patience");
        this.deeds = requireNonNull(deeds, "deeds");
    }

    String run(Channel channel) throws IOException, InterruptedException {
        String name = subscribe.table();
        String table = name.startsWith("public.") ? name.substring(7) : name;
        mill.requireTable(table);
        deeds.requireWritable();
        mill.subscribed(table);
        try {
            follow(table, channel.out());
            return "COPY " + rows;
        } finally {
            mill.readers().unsubscribed();
            deeds.done("subscribe", table, null, rows, tick);
        }
    }

    private void follow(String table, MessageWriter out) throws IOException, InterruptedException {
        Sight sight = mill.awaitSight(SIGHT_MILLIS_MAX);
        CopyText text;
        try (SeenTick seen = mill.pin()) {
            TableSnapshot snapshot = seen.table(table);
            text =
                    new CopyText(
                            schema(snapshot.schema()), subscribe.options(), new TextValues(zone));
            text.begin(out);
            tick = seen.tick();
            if (subscribe.snapshot()) {
                snapshot(snapshot, text, out);
            }
        }
        out.flush();
        while (mill.isRunning()) {
            patience.requireMore();
            List<TableChanges> changes = mill.poll(table, tick, POLL_MILLIS, sight);
            boolean other = !mill.principal().isAdministrator() && !mill.isOfNow(sight);
            if (changes == null || other) {
                throw new TidemillException(
                                ErrorCode.TICK_NOT_KEPT,
                                "what changed in %s after tick %d is not kept any more, or not to be told"
                                        .formatted(table, tick))
                        .withHint("subscribe again: all rows come first");
            }
            for (TableChanges each : changes) {
                tick = each.tick();
                write(each.changes(), text, out);
            }
            if (!changes.isEmpty()) {
                out.flush();
            }
        }
        throw new TidemillException(ErrorCode.SHUTTING_DOWN, "the server is stopping");
    }

    private static Schema schema(Schema table) {
        List<Field> fields = new ArrayList<>();
        fields.add(new Field("tick", Type.BIGINT, false));
        fields.add(new Field("diff", Type.BIGINT, false));
        fields.addAll(table.fields());
        return new Schema(fields);
    }

    private void snapshot(TableSnapshot table, CopyText text, MessageWriter out)
            throws IOException {
        int[] columns = IntStream.range(0, table.schema().size()).toArray();
        long before = rows;
        for (Supplier<@Nullable Batch> part : table.scan(columns)) {
            Batch batch = part.get();
            while (batch != null) {
                patience.requireMore();
                write(batch, text, out);
                batch = part.get();
            }
        }
        mill.followed(rows - before);
    }

    private void write(Batch batch, CopyText text, MessageWriter out) throws IOException {
        Batch told = told(batch);
        for (int row = 0; row < told.size(); row++) {
            text.row(told, row, out);
        }
        rows += told.size();
    }

    /** The rows behind their tick and how often they came. */
    private Batch told(Batch batch) {
        ColumnBuilder ticks = ColumnBuilder.of(Type.BIGINT, batch.size());
        ColumnBuilder diffs = ColumnBuilder.of(Type.BIGINT, batch.size());
        for (int row = 0; row < batch.size(); row++) {
            ticks.appendLong(tick);
            diffs.appendLong(batch.weight(row));
        }
        Column[] columns = new Column[batch.columnCount() + 2];
        columns[0] = ticks.build();
        columns[1] = diffs.build();
        System.arraycopy(batch.columns(), 0, columns, 2, batch.columnCount());
        return new Batch(schema(batch.schema()), columns, batch.size(), null);
    }
}
