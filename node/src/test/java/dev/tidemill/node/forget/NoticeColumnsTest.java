package dev.tidemill.node.forget;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tidemill.algebra.type.Type;
import dev.tidemill.catalog.Entry;
import dev.tidemill.catalog.EntryColumn;
import dev.tidemill.catalog.EntryKind;
import dev.tidemill.definitions.contract.ColumnContract;
import dev.tidemill.sql.lineage.Dependencies;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which columns of a row may hold a person is decided by lineage, by name and by type. */
class NoticeColumnsTest {
    private static final Entry ORDERS =
            new Entry(
                    "orders",
                    "orders",
                    EntryKind.LIVE,
                    "",
                    "",
                    List.of(),
                    List.of(),
                    List.of(
                            column("buyer", "TEXT"),
                            column("customer_id", "BIGINT"),
                            column("device", "UUID"),
                            column("pieces", "BIGINT"),
                            column("total", "BIGINT")),
                    Dependencies.NONE);

    private static EntryColumn column(String name, String type) {
        return new EntryColumn(name, type, "", "", Dependencies.NONE);
    }

    private static Set<String> looked(ColumnContract... identifying) {
        return new NoticeColumns(List.of(identifying)).of(ORDERS, Set.of("pieces"));
    }

    @Test
    void textsAreWherePeopleAreKnownByTexts() {
        assertEquals(Set.of("buyer", "pieces"), looked(ColumnContract.of("email", Type.TEXT)));
        assertEquals(Set.of("device", "pieces"), looked(ColumnContract.of("owner", Type.UUID)));
    }

    @Test
    void numbersAreWhereTheirNameOrLineageSaysSo() {
        assertEquals(
                Set.of("customer_id", "pieces"),
                looked(ColumnContract.of("customer_id", Type.BIGINT)));
        assertEquals(Set.of("pieces"), looked(ColumnContract.of("id", Type.BIGINT)));
    }
}
