package dev.tidemill.catalog.lineage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.catalog.Shop;
import dev.tidemill.sql.lineage.Origin;
import java.util.List;
import org.junit.jupiter.api.Test;

class LineageGraphTest {
    private static final LineageGraph GRAPH = new LineageGraph(Shop.catalog());

    private static String tree(String name, Direction direction) {
        return String.join(
                "\n",
                LineageText.lines(LineageTree.of(GRAPH, GRAPH.nodes(name).getFirst(), direction)));
    }

    @Test
    void followsAColumnUpToTheContracts() {
        assertEquals(
                """
                spent.total
                ├─ orders.amount       aggregation
                └─ spent.*             rows
                   ├─ orders.*         rows
                   └─ orders.customer  group by""",
                tree("spent.total", Direction.UP));
    }

    @Test
    void followsAColumnDownToTheLastReader() {
        assertEquals(
                """
                customers.email
                └─ big_spenders.who  transformation (masked)""",
                tree("customers.email", Direction.DOWN));
    }

    /** The live table decides who is muted, and who is muted decides its rows. */
    @Test
    void endsInACircle() {
        String tree = tree("muted.id", Direction.DOWN);

        assertEquals(
                """
                muted.id
                └─ big_spenders.*       join
                   └─ action/tell.*     rows
                      └─ muted.*        rows
                         └─ big_spenders.*  rows (see above)"""
                        .replaceAll(" +(?=join|rows)", " "),
                tree.replaceAll(" +(?=join|rows)", " "));
    }

    @Test
    void saysWhatAChangeReachesAndWhoReadsIt() {
        List<Impact.Reached> reached =
                Impact.of(GRAPH, List.of(new Origin("orders", "amount"))).entries();

        assertEquals(
                List.of("spent", "big_spenders", "action/tell", "muted"),
                reached.stream().map(Impact.Reached::id).toList());
        assertEquals(
                List.of("spent"),
                reached.stream().filter(Impact.Reached::reads).map(Impact.Reached::id).toList());
        assertEquals(List.of("total"), reached.getFirst().columns());
        assertTrue(reached.get(1).anyRow(), "big_spenders is filtered by the total");
    }

    @Test
    void aMaskedColumnReachesNobodyElse() {
        List<Impact.Reached> reached =
                Impact.of(GRAPH, List.of(new Origin("customers", "email"))).entries();

        assertEquals(1, reached.size());
        assertEquals(List.of("who"), reached.getFirst().columns());
    }

    @Test
    void refusesUnknownNamesWithTheNearestOne() {
        TidemillException table =
                assertThrows(TidemillException.class, () -> GRAPH.nodes("spend.total"));
        TidemillException column =
                assertThrows(TidemillException.class, () -> GRAPH.nodes("spent.totl"));

        assertEquals(ErrorCode.UNKNOWN_TABLE, table.errorCode());
        assertEquals("did you mean spent?", table.hint());
        assertEquals(ErrorCode.UNKNOWN_COLUMN, column.errorCode());
        assertEquals("did you mean total?", column.hint());
    }

    @Test
    void aTableStandsForItsRowsAndAllColumns() {
        assertEquals(
                List.of("spent.*", "spent.customer", "spent.total"),
                GRAPH.nodes("spent").stream().map(Origin::toString).toList());
    }
}
