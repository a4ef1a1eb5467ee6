package dev.tidemill.pgwire.session;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.algebra.column.Column;
import dev.tidemill.algebra.column.ColumnBuilder;
import dev.tidemill.algebra.type.Field;
import dev.tidemill.algebra.type.Schema;
import dev.tidemill.algebra.type.Type;
import dev.tidemill.node.pgcatalog.CatalogColumn;
import dev.tidemill.node.pgcatalog.CatalogRows;
import dev.tidemill.pgwire.type.CatalogBytes;
import dev.tidemill.pgwire.type.Layout;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Rows of the catalog: in each batch stand first the columns' texts, and behind them what is sent
 * in binary, as types of the catalog have both of their own.
 */
final class CatalogAnswer implements Rows {
    private final CatalogRows rows;
    private final Schema schema;
    private boolean given;

    CatalogAnswer(CatalogRows rows) {
        this.rows = requireNonNull(rows, "rows");
        this.schema =
                new Schema(
                        rows.columns().stream()
                                .map(column -> Field.of(column.name(), Type.TEXT))
                                .toList());
    }

    /** What clients are told of the catalog's columns. */
    static Layout layout(List<CatalogColumn> columns) {
        List<Layout.Column> told = new ArrayList<>();
        for (int i = 0; i < columns.size(); i++) {
            CatalogColumn column = columns.get(i);
            told.add(
                    new Layout.Column(
                            column.name(),
                            column.typeOid(),
                            column.type().length(),
                            -1,
                            i,
                            columns.size() + i));
        }
        return new Layout(told);
    }

    @Override
    public Schema schema() {
        return schema;
    }

    @Override
    public Layout layout() {
        return layout(rows.columns());
    }

    @Override
    public @Nullable Batch next() {
        if (given || rows.size() == 0) {
            return null;
        }
        given = true;
        int width = rows.columns().size();
        ColumnBuilder[] builders = new ColumnBuilder[2 * width];
        for (int i = 0; i < builders.length; i++) {
            builders[i] = ColumnBuilder.of(Type.TEXT, rows.size());
        }
        for (int row = 0; row < rows.size(); row++) {
            for (int i = 0; i < width; i++) {
                append(row, i, builders[i], builders[width + i]);
            }
        }
        Column[] columns = new Column[builders.length];
        List<Field> fields = new ArrayList<>();
        for (int i = 0; i < columns.length; i++) {
            columns[i] = builders[i].build();
            fields.add(Field.of("c" + i, Type.TEXT));
        }
        return new Batch(new Schema(fields), columns, rows.size(), null);
    }

    private void append(int row, int column, ColumnBuilder text, ColumnBuilder raw) {
        String written = rows.text(row, column);
        if (written == null) {
            text.appendNull();
            raw.appendNull();
            return;
        }
        byte[] bytes = written.getBytes(UTF_8);
        text.appendBytes(bytes, 0, bytes.length);
        CatalogColumn told = rows.columns().get(column);
        byte[] binary =
                CatalogBytes.of(requireNonNull(rows.value(row, column)), told.type(), written);
        raw.appendBytes(binary, 0, binary.length);
    }

    @Override
    public long tick() {
        return -1;
    }

    @Override
    public void close() {
        given = true;
    }
}
