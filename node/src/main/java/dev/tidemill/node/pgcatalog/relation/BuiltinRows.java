package dev.tidemill.node.pgcatalog.relation;

import dev.tidemill.node.pgcatalog.evaluate.OutputColumn;
import dev.tidemill.node.pgcatalog.evaluate.Vector;
import dev.tidemill.node.pgcatalog.type.PgText;
import dev.tidemill.node.pgcatalog.type.PgType;
import dev.tidemill.node.pgcatalog.type.PgTypes;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Rows that PostgreSQL has from the start, of kinds that clients look up. */
final class BuiltinRows {
    /** Rows that stand in files as text name their functions, and nothing else. */
    private static final PgText TEXT =
            new PgText(
                    new PgText.References() {
                        @Override
                        public String name(PgType type, long oid) {
                            return Long.toString(oid);
                        }

                        @Override
                        public long oid(PgType type, String name) {
                            return name.equals("-") ? 0 : Procedures.oid(name);
                        }
                    });

    private BuiltinRows() {}

    /** Adds the rows of a relation's file, when it has one. */
    static void fill(RowSink rows) {
        String file = "rows/" + rows.relation().name() + ".txt";
        if (!Resources.exists(file)) {
            return;
        }
        List<String> lines = Resources.text(file).lines().toList();
        String[] names = lines.getFirst().split("\\|", -1);
        for (String line : lines.subList(1, lines.size())) {
            String[] texts = line.split("\\|", -1);
            @Nullable Object[] pairs = new Object[names.length * 2];
            for (int i = 0; i < names.length; i++) {
                pairs[2 * i] = names[i];
                pairs[2 * i + 1] = value(rows.relation(), names[i], texts[i]);
            }
            rows.row(pairs);
        }
    }

    private static @Nullable Object value(CatalogRelation relation, String column, String text) {
        if (text.equals("\\N")) {
            return null;
        }
        return value(relation.columns().get(relation.indexOf(column)).type(), text);
    }

    private static Object value(PgType type, String text) {
        Object value = TEXT.read(type, text);
        return type.isVector() ? new Vector((List<?>) value) : value;
    }

    /** The rows of {@code pg_type} for the types that there are from the start. */
    static void types(RowSink rows) {
        for (Map<String, String> type : PgTypes.rows()) {
            @Nullable Object[] row = new Object[rows.relation().columns().size()];
            for (int i = 0; i < row.length; i++) {
                OutputColumn column = rows.relation().columns().get(i);
                String text = type.getOrDefault(column.name(), "\\N");
                row[i] = text.equals("\\N") ? null : value(column.type(), text);
            }
            row[rows.relation().indexOf("typowner")] = Listing.OWNER;
            rows.whole(row);
        }
    }
}
