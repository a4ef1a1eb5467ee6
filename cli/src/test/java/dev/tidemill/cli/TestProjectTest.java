package dev.tidemill.cli;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemill.cli.show.JsonOutput;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.TidemillOptions;
import dev.tidemill.server.ServerOptions;
import dev.tidemill.server.TidemillServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests of a project, run and recorded from the command line. */
class TestProjectTest {
    private static final String FLIGHTS = Sources.root().resolve("examples/flights").toString();

    private static final String WRONG =
            """
            steps:
              - name: first orders
                insert:
                  orders:
                    - {order_id: o-1, product: tea, quantity: 3, price: 4.50, ordered_at: 2026-01-05T09:00:00Z}
                    - {order_id: o-2, product: mugs, quantity: 1, price: 7.00, ordered_at: 2026-01-05T09:00:00Z}
                expect:
                  sales_by_product:
                    - {product: tea, orders: 1, pieces: 2, revenue: 9.00}
                    - {product: cups, orders: 4, pieces: 4, revenue: 29.00}
            """;

    private final Path shop;

    TestProjectTest(@TempDir Path folder) {
        shop = folder.resolve("shop");
        assertEquals(ExitCode.OK, Ran.command("init", shop.toString()).exitCode());
    }

    private void write(String file, String text) throws IOException {
        Path path = shop.resolve(file);
        Files.createDirectories(requireNonNull(path.getParent()));
        Files.writeString(path, text);
    }

    /** Without what differs from run to run. */
    private static String timeless(String out) {
        return out.replaceAll("[0-9.,]+ m?s\\b", "N ms");
    }

    @Test
    void theStarterAndTheFlightsPass() {
        Ran starter = Ran.command("test-project", shop.toString());
        Ran flights = Ran.command("test-project", FLIGHTS);

        assertEquals(
                "ok    sales_by_product  2 steps, N ms\n1 test passed, in N ms\n",
                timeless(starter.out()),
                starter.err());
        assertEquals(ExitCode.OK, starter.exitCode());
        assertEquals(ExitCode.OK, flights.exitCode(), flights.out() + flights.err());
        assertTrue(flights.out().contains("ok    routes  3 steps"), flights.out());
    }

    @Test
    void aFailureShowsTheRowsWithTheirColumnsUnderEachOther() throws IOException {
        write("tests/wrong.yaml", WRONG);

        Ran ran = Ran.command("test-project", shop.toString());

        assertEquals(
                """
                ok    sales_by_product  2 steps, N ms
                FAIL  wrong  step 1, first orders
                  tests/wrong.yaml:8:7: sales_by_product is not as expected: 1 missing, 1 unexpected, 1 changed
                                product  orders  pieces  revenue
                    expected    tea           1     [2]   [9.00]
                    found       tea           1     [3]  [13.50]
                    missing     cups          4       4    29.00
                    unexpected  mugs          1       1     7.00
                1 of 2 tests did not pass, in N ms
                """,
                timeless(ran.out()));
        assertEquals(ExitCode.DIFFERENT, ran.exitCode());
    }

    @Test
    void rowsInTheQuarantineAreShownWithTheirReason() throws IOException {
        write("tests/wrong.yaml", WRONG.replace("quantity: 3", "quantity: 0"));

        Ran ran = Ran.command("test-project", "--filter", "wrong", shop.toString());

        assertTrue(
                ran.out()
                        .contains(
                                "tests/wrong.yaml:2:5: 1 row of orders went to the quarantine,"
                                        + " which the step does not expect\n"),
                ran.out());
        assertTrue(
                ran.out().contains("range  quantity  0 is not at least 1  {\"order_id\":"),
                ran.out());
        assertEquals(ExitCode.DIFFERENT, ran.exitCode());
    }

    @Test
    void printsJsonForScripts() throws IOException {
        write("tests/wrong.yaml", WRONG);
        write("tests/garbage.yaml", "steps: none\n");

        Ran ran = Ran.command("test-project", "--json", shop.toString());

        JsonNode result = JsonOutput.parse(ran.out());
        assertEquals(1, result.path("passed").asInt(), ran.out());
        assertEquals(2, result.path("not_passed").asInt(), ran.out());
        JsonNode garbage = result.path("tests").get(0);
        assertEquals("broken", garbage.path("outcome").asText());
        assertEquals(
                "expected a list, found the text “none”",
                garbage.path("problems").get(0).path("message").asText());
        JsonNode differs = result.path("tests").get(2).path("findings").get(0);
        assertEquals(8, differs.path("line").asInt());
        assertEquals(
                """
                {"expected":["tea","1","2","9.00"],"found":["tea","1","3","13.50"],"differ":["pieces","revenue"]}""",
                differs.path("rows").get(0).toString());
        assertEquals(ExitCode.DIFFERENT, ran.exitCode());
    }

    @Test
    void aFilterThatFindsNothingIsRefused() {
        Ran ran = Ran.command("test-project", "--filter", "nothing", shop.toString());

        assertEquals(ExitCode.REFUSED, ran.exitCode());
        assertTrue(ran.err().contains("no test has nothing in its name"), ran.err());
    }

    @Test
    void aProjectWithoutTestsPasses() throws IOException {
        Files.delete(shop.resolve("tests/sales_by_product.yaml"));

        Ran ran = Ran.command("test-project", shop.toString());

        assertEquals("shop has no tests: a test is a file in its folder tests\n", ran.out());
        assertEquals(ExitCode.OK, ran.exitCode());
    }

    @Test
    void validateTellsWhatIsWrongWithATest() throws IOException {
        write("tests/wrong.yaml", WRONG.replace("pieces: 2", "peices: 2"));

        Ran ran = Ran.command("validate", shop.toString());

        assertEquals(
                """
                tests/wrong.yaml:9:37: sales_by_product has no column peices
                            - {product: tea, orders: 1, peices: 2, revenue: 9.00}
                                                        ^
                  hint: did you mean pieces?
                1 problem in 1 file
                """,
                ran.out());
        assertEquals(ExitCode.REFUSED, ran.exitCode());
    }

    @Test
    void recordsATestThatPasses() throws IOException {
        TidemillOptions options = TidemillOptions.defaults().withWatching(false);
        try (TidemillServer server =
                TidemillServer.start(
                        ServerOptions.loopback(0),
                        url -> Tidemill.open(shop, options.withLocalUrl(url)))) {
            Ran sent =
                    Ran.command(
                            "import",
                            "--url",
                            server.url(),
                            shop.resolve("samples/orders.ndjson").toString(),
                            "--into",
                            "orders");
            assertEquals(ExitCode.OK, sent.exitCode(), sent.err());

            Ran recorded = record(server, "--rows", "2", "--name", "newest");
            Ran again = record(server, "--name", "newest");
            Ran unknown = record(server, "--name", "../newest");

            assertEquals(
                    "tests/newest.yaml: rows 2 of orders make 2 rows of sales_by_product\n",
                    recorded.out(),
                    recorded.err());
            assertEquals(ExitCode.OK, recorded.exitCode());
            assertEquals(ExitCode.REFUSED, again.exitCode());
            assertEquals(ExitCode.REFUSED, unknown.exitCode());
        }
        Ran ran = Ran.command("test-project", "--filter", "newest", shop.toString());
        assertTrue(ran.out().startsWith("ok    newest  1 step"), ran.out());
        String written = Files.readString(shop.resolve("tests/newest.yaml"));
        assertTrue(
                written.contains(
                        """
                            expect:
                              sales_by_product: |
                                product,orders,pieces,revenue
                                cups,1,4,29.00
                                tea,1,1,4.50
                        """),
                written);
    }

    private Ran record(TidemillServer server, String... options) {
        String[] arguments = new String[options.length + 5];
        arguments[0] = "record";
        arguments[1] = "--url";
        arguments[2] = server.url();
        arguments[3] = "sales_by_product";
        arguments[4] = shop.toString();
        System.arraycopy(options, 0, arguments, 5, options.length);
        return Ran.command(arguments);
    }
}
