package dev.tidemill.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.column.Batch;
import dev.tidemill.cli.show.JsonOutput;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.TidemillOptions;
import dev.tidemill.server.ServerOptions;
import dev.tidemill.server.TidemillServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The generated clients against a real server. Each application sends a thousand events, one that
 * breaks its contract, and a row of a keyed table that it then deletes; the server is started only
 * when it has begun, so that its events have to wait.
 */
class GeneratedClientTest {
    private static final int EVENTS = 1000;
    private static final String CUSTOMERS =
            """
            apiVersion: v3.1.0
            kind: DataContract
            id: shop.customers
            version: 1.0.0
            status: active
            schema:
              - name: customers
                customProperties: [{property: tableKind, value: keyed}]
                properties:
                  - {name: id, logicalType: integer, physicalType: BIGINT, primaryKey: true}
                  - {name: class, logicalType: string, physicalType: TEXT, quality: [{metric: invalidValues, arguments: {validValues: [gold, "tin\\"s"]}, mustBe: 0}]}
                  - {name: seen, logicalType: date, physicalType: DATE}
                  - {name: scores, logicalType: array, physicalType: "INTEGER[]"}
                  - {name: doc, logicalType: object, physicalType: JSON}
                  - {name: span, logicalType: string, physicalType: INTERVAL}
            """;

    @TempDir Path directory;

    private String url = "";
    private int port;

    @BeforeEach
    void writeProject() throws IOException {
        Ran.command("init", directory.resolve("shop").toString());
        Files.writeString(directory.resolve("shop/contracts/customers.yaml"), CUSTOMERS);
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        url = "http://127.0.0.1:" + port;
    }

    @Test
    void javaSendsEventsOnceThoughTheServerIsAway() throws Exception {
        Path sources = generate("java", "--package", "shop.events");
        Files.writeString(
                sources.resolve("App.java"),
                """
                import java.math.BigDecimal;
                import java.nio.file.Path;
                import java.time.*;
                import java.util.List;
                import shop.events.*;

                public class App {
                    public static void main(String[] args) throws Exception {
                        var options = TidemillClient.Options.of(args[0])
                                .withSpool(Path.of(args[1]))
                                .withBatches(64, Duration.ofMillis(5))
                                .withRetry(Duration.ofMillis(50), Duration.ofMillis(200));
                        // The first client is gone before the server is there; its spool is not.
                        var first = new TidemillClient(options);
                        for (int i = 0; i < 500; i++) first.send(order(i));
                        System.out.println("sent");
                        first.close();
                        try (var client = new TidemillClient(options)) {
                            for (int i = 500; i < 1000; i++) client.send(order(i));
                            try {
                                client.send(new Orders("x", "", 0, BigDecimal.ONE, "nobody", Instant.EPOCH));
                                throw new AssertionError("sent");
                            } catch (TidemillClient.InvalidEventException e) {
                                if (e.violations().size() != 3) throw new AssertionError(e.violations());
                            }
                            client.send(customer(1));
                            client.send(customer(2));
                            client.delete(customer(1));
                            if (!client.flush(Duration.ofSeconds(60))) throw new AssertionError("away");
                        }
                        System.out.println("done");
                    }

                    static Orders order(int i) {
                        return new Orders("o" + i, "tea \\"" + i + "\\"", 1, new BigDecimal("1.25"), null, Instant.now());
                    }

                    static Customers customer(long id) {
                        return new Customers(id, "tin\\"s", LocalDate.of(2001, 2, 3), List.of(1, 2), "{\\"a\\": 1}", Duration.ofSeconds(90));
                    }
                }
                """);
        runs(ClientPrograms.java(sources, directory.resolve("out"), "App"));
        try (Stream<Path> left = Files.list(directory.resolve("spool"))) {
            assertEquals(0, left.count());
        }
    }

    @Test
    void pythonSendsEventsOnceThoughTheServerIsAway() throws Exception {
        Path sources = generate("python");
        Files.writeString(
                sources.resolve("app.py"),
                """
                import sys
                from datetime import date, datetime, timedelta, timezone
                from decimal import Decimal
                from tidemill_client import Customers, InvalidEvent, Orders, TidemillClient

                def order(i):
                    return Orders(order_id=f"o{i}", product=f'tea "{i}"', quantity=1, price=Decimal("1.25"),
                                  ordered_at=datetime.now(timezone.utc))

                def customer(id):
                    return Customers(id=id, class_='tin"s', seen=date(2001, 2, 3), scores=[1, 2], doc={"a": 1},
                                     span=timedelta(seconds=90))

                options = dict(spool=sys.argv[2], batch_rows=64, retry_initial_seconds=0.05, retry_max_seconds=0.2)
                first = TidemillClient(sys.argv[1], **options)
                for i in range(500):
                    first.send(order(i))
                print("sent", flush=True)
                first.close()
                with TidemillClient(sys.argv[1], **options) as client:
                    for i in range(500, 1000):
                        client.send(order(i))
                    try:
                        client.send(Orders(order_id="x", product="", quantity=0, price=Decimal(1), email="nobody",
                                           ordered_at=datetime.now(timezone.utc)))
                        raise AssertionError("sent")
                    except InvalidEvent as e:
                        assert len(e.violations) == 3, e.violations
                    client.send(customer(1))
                    client.send(customer(2))
                    client.delete(customer(1))
                    assert client.flush(60), "away"
                print("done", flush=True)
                """);
        runs(ClientPrograms.python(sources.resolve("app.py")));
    }

    @Test
    void typeScriptSendsEventsOnceThoughTheServerIsAway() throws Exception {
        Path sources = generate("typescript");
        Files.writeString(
                sources.resolve("app.ts"),
                """
                import { Customers, InvalidEventError, Orders, TidemillClient, fileStore } from "./tidemill.js";

                declare const process: { argv: string[] };
                const order = (i: number): Orders => ({
                  orderId: `o${i}`, product: `tea "${i}"`, quantity: 1, price: "1.25", orderedAt: new Date(),
                });
                const customer = (id: number): Customers => ({
                  id, class_: 'tin"s', seen: "2001-02-03", scores: [1, 2], doc: { a: 1 }, span: "PT90S",
                });
                const options = { server: process.argv[2]!, store: await fileStore(process.argv[3]!), batchRows: 64, retryInitialMillis: 50, retryMaxMillis: 200 };
                const first = await TidemillClient.open(options);
                for (let i = 0; i < 500; i++) first.send(Orders, order(i));
                console.log("sent");
                await first.close();
                const client = await TidemillClient.open(options);
                for (let i = 500; i < 1000; i++) client.send(Orders, order(i));
                try {
                  client.send(Orders, { ...order(0), product: "", quantity: 0, email: "nobody" });
                  throw new Error("sent");
                } catch (e) {
                  if (!(e instanceof InvalidEventError) || e.violations.length !== 3) throw e;
                }
                client.send(Customers, customer(1));
                client.send(Customers, customer(2));
                client.delete(Customers, customer(1));
                if (!(await client.flush(60_000))) throw new Error("away");
                await client.close();
                console.log("done");
                """);
        runs(ClientPrograms.typeScript(sources.resolve("app.ts"), directory.resolve("tsc")));
    }

    @Test
    void generateSaysWhichFilesItWrote() {
        Ran ran =
                Ran.command(
                        "generate",
                        "python",
                        "--json",
                        "--out",
                        directory.resolve("py").toString(),
                        directory.resolve("shop").toString());
        assertEquals(
                "[\"tidemill_client.py\"]",
                JsonOutput.parse(ran.out()).get("files").toString(),
                ran.err());
        assertEquals(
                ExitCode.REFUSED,
                Ran.command(
                                "generate",
                                "java",
                                "--out",
                                "x",
                                "--package",
                                "a-b",
                                directory.resolve("shop").toString())
                        .exitCode());
    }

    private Path generate(String language, String... more) {
        Path out = directory.resolve(language);
        List<String> arguments =
                new ArrayList<>(
                        List.of(
                                "generate",
                                language,
                                directory.resolve("shop").toString(),
                                "--out",
                                out.toString()));
        arguments.addAll(List.of(more));
        Ran ran = Ran.command(arguments.toArray(String[]::new));
        assertEquals(ExitCode.OK, ran.exitCode(), ran.err());
        return out;
    }

    /** Starts the application, then the server, and asks it for what it has at the end. */
    private void runs(List<String> program) throws Exception {
        List<String> command = new ArrayList<>(program);
        command.addAll(List.of(url, directory.resolve("spool").toString()));
        Process application = new ProcessBuilder(command).redirectErrorStream(true).start();
        Thread killer = new Thread(() -> end(application));
        killer.setDaemon(true);
        killer.start();
        try (var lines = application.inputReader(StandardCharsets.UTF_8)) {
            String first = lines.readLine();
            assertEquals("sent", first, () -> rest(lines));
            try (TidemillServer server =
                    TidemillServer.start(
                            ServerOptions.loopback(port),
                            at ->
                                    Tidemill.open(
                                            directory.resolve("shop"),
                                            TidemillOptions.defaults().withLocalUrl(at)))) {
                String last = rest(lines);
                assertTrue(last.endsWith("done\n"), last);
                assertEquals(0, application.waitFor());
                Tidemill mill = server.mill();
                assertEquals(
                        EVENTS + "|" + EVENTS,
                        row(mill, "SELECT count(*), count(DISTINCT order_id) FROM orders"));
                assertEquals(
                        "tea \"7\"|1.25",
                        row(mill, "SELECT product, price FROM orders WHERE order_id = 'o7'"));
                assertEquals(
                        "2|tin\"s|2|{\"a\": 1}",
                        row(mill, "SELECT id, class, len(scores), doc FROM customers"));
            }
        } finally {
            application.destroyForcibly();
        }
    }

    private static void end(Process application) {
        try {
            if (!application.waitFor(90, TimeUnit.SECONDS)) {
                application.destroyForcibly();
            }
        } catch (InterruptedException e) {
            application.destroyForcibly();
        }
    }

    private static String rest(BufferedReader lines) {
        StringBuilder rest = new StringBuilder();
        lines.lines().forEach(line -> rest.append(line).append('\n'));
        return rest.toString();
    }

    private static String row(Tidemill mill, String sql) throws InterruptedException {
        Batch batch = mill.execute(sql).rows();
        assertEquals(1, batch.size(), sql);
        return String.join("|", batch.row(0).stream().map(String::valueOf).toList());
    }
}
