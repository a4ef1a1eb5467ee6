package dev.tidemill.pgwire.session;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.pgwire.frame.MessageWriter;
import dev.tidemill.pgwire.sql.CopyOptions;
import dev.tidemill.pgwire.type.Layout;
import dev.tidemill.pgwire.type.TextValues;
import java.io.IOException;
import java.time.ZoneId;
import java.util.List;

/** COPY TO STDOUT: the rows of a query, of whatever number. */
final class CopyTo {
    private final Rows rows;
    private final CopyOptions options;
    private final ZoneId zone;

    CopyTo(Rows rows, CopyOptions options, ZoneId zone) {
        this.rows = requireNonNull(rows, "rows");
        this.options = requireNonNull(options, "options");
        this.zone = requireNonNull(zone, "zone");
    }

    String run(Channel channel) throws IOException {
        try (rows) {
            MessageWriter out = channel.out();
            CopyText text = new CopyText(rows.schema(), options, new TextValues(zone));
            List<String> names = rows.layout().columns().stream().map(Layout.Column::name).toList();
            text.begin(names, out);
            long copied = 0;
            Batch batch = rows.next();
            while (batch != null) {
                for (int row = 0; row < batch.size(); row++) {
                    text.row(batch, row, out);
                }
                copied += batch.size();
                batch = rows.next();
            }
            text.end(out);
            return "COPY " + copied;
        }
    }
}
