package dev.tidemill.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.node.Tidemill;
import dev.tidemill.node.TidemillOptions;
import dev.tidemill.server.ServerOptions;
import dev.tidemill.server.TidemillServer;
import java.io.BufferedReader;
import java.io.Writer;
import java.net.ServerSocket;
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
 * What a generated client has taken is not lost when its token runs out, nor when a table comes
 * later than its rows; and what is refused for good goes back to the application. Each application
 * does the same in its language, and prints what it sees.
 */
class BlockedClientTest {
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
            """;

    @TempDir Path directory;

    private Path contract = Path.of("");
    private String url = "";
    private int port;

    @BeforeEach
    void writeProject() throws Exception {
        Ran.command("init", directory.resolve("shop").toString());
        contract = directory.resolve("shop/contracts/customers.yaml");
        Files.writeString(contract, CUSTOMERS);
        try (ServerSocket free = new ServerSocket(0)) {
            port = free.getLocalPort();
        }
        url = "http://127.0.0.1:" + port;
    }

    @Test
    void javaKeepsWhatTheServerDoesNotTakeYet() throws Exception {
        Path sources = generate("java", "--package", "shop.events");
        Files.writeString(
                sources.resolve("App.java"),
                """
                import java.io.*;
                import java.math.BigDecimal;
                import java.nio.file.*;
                import java.time.*;
                import java.util.concurrent.Semaphore;
                import shop.events.*;

                public class App {
                    static final Semaphore BLOCKED = new Semaphore(0);
                    static final BufferedReader IN = new BufferedReader(new InputStreamReader(System.in));

                    public static void main(String[] args) throws Exception {
                        Path token = Path.of(args[2]);
                        var options = TidemillClient.Options.of(args[0])
                                .withSpool(Path.of(args[1]))
                                .withBatches(64, Duration.ofMillis(5))
                                .withRetry(Duration.ofMillis(20), Duration.ofMillis(100))
                                .withToken(() -> read(token))
                                .onRefused(r -> System.out.println("refused " + r.operation() + " " + r.rows() + " " + r.text().strip()))
                                .onBlocked(b -> {
                                    System.out.println("blocked " + b.status() + " " + b.table());
                                    BLOCKED.release();
                                });
                        try (var client = new TidemillClient(options)) {
                            for (int i = 0; i < 100; i++) client.send(order(i));
                            flush(client);
                            System.out.println("sent");
                            IN.readLine();
                            for (int i = 100; i < 200; i++) client.send(order(i));
                            BLOCKED.acquire();
                            System.out.println(client.unacknowledged() + " wait");
                            IN.readLine();
                            BLOCKED.acquire();
                            flush(client);
                            client.send(new Customers(1L));
                            BLOCKED.acquire();
                            System.out.println(client.unacknowledged() + " wait");
                            IN.readLine();
                            flush(client);
                            client.delete(order(0));
                            flush(client);
                        }
                        System.out.println("done");
                    }

                    static String read(Path file) {
                        try {
                            return Files.readString(file).strip();
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    }

                    static void flush(TidemillClient client) throws InterruptedException {
                        if (!client.flush(Duration.ofSeconds(60))) throw new AssertionError("not flushed");
                    }

                    static Orders order(int i) {
                        return new Orders("o" + i, "tea", 1, BigDecimal.ONE, null, Instant.EPOCH);
                    }
                }
                """);
        sees(ClientPrograms.java(sources, directory.resolve("out"), "App"));
    }

    @Test
    void pythonKeepsWhatTheServerDoesNotTakeYet() throws Exception {
        Path sources = generate("python");
        Files.writeString(
                sources.resolve("app.py"),
                """
                import sys
                from datetime import datetime, timezone
                from decimal import Decimal
                from pathlib import Path
                from threading import Semaphore
                from tidemill_client import Customers, Orders, TidemillClient

                blocked = Semaphore(0)

                def say(*words):
                    print(*words, flush=True)

                def on_blocked(b):
                    say("blocked", b.status, b.table)
                    blocked.release()

                def order(i):
                    return Orders(order_id=f"o{i}", product="tea", quantity=1, price=Decimal(1),
                                  ordered_at=datetime.fromtimestamp(0, timezone.utc))

                token = Path(sys.argv[3])
                with TidemillClient(
                    sys.argv[1], token=lambda: token.read_text().strip(), spool=sys.argv[2], batch_rows=64,
                    retry_initial_seconds=0.02, retry_max_seconds=0.1, on_blocked=on_blocked,
                    on_refused=lambda r: say("refused", r.operation, r.rows, r.text.strip()),
                ) as client:
                    def flush():
                        assert client.flush(60), "not flushed"

                    for i in range(100):
                        client.send(order(i))
                    flush()
                    say("sent")
                    sys.stdin.readline()
                    for i in range(100, 200):
                        client.send(order(i))
                    blocked.acquire()
                    say(client.unacknowledged, "wait")
                    sys.stdin.readline()
                    blocked.acquire()
                    flush()
                    client.send(Customers(id=1))
                    blocked.acquire()
                    say(client.unacknowledged, "wait")
                    sys.stdin.readline()
                    flush()
                    client.delete(order(0))
                    flush()
                say("done")
                """);
        sees(ClientPrograms.python(sources.resolve("app.py")));
    }

    @Test
    void typeScriptKeepsWhatTheServerDoesNotTakeYet() throws Exception {
        Path sources = generate("typescript");
        Files.writeString(
                sources.resolve("app.ts"),
                """
                import { Customers, Orders, TidemillClient, fileStore } from "./tidemill.js";

                declare const process: {
                  argv: string[];
                  stdin: { once(event: "data", got: () => void): void; pause(): void; unref(): void };
                };
                const module: string = "node:fs/promises";
                const files = await import(module);
                const order = (i: number): Orders => ({
                  orderId: `o${i}`, product: "tea", quantity: 1, price: "1", orderedAt: new Date(0),
                });
                const line = () => new Promise<void>((read) => process.stdin.once("data", read));
                let blocked = 0;
                const untilBlocked = async (times: number) => {
                  while (blocked < times) await new Promise((wake) => setTimeout(wake, 5));
                };
                const client = await TidemillClient.open({
                  server: process.argv[2]!,
                  store: await fileStore(process.argv[3]!),
                  token: async () => (await files.readFile(process.argv[4]!, "utf8")).trim(),
                  batchRows: 64,
                  retryInitialMillis: 20,
                  retryMaxMillis: 100,
                  onRefused: (r) => console.log(`refused ${r.operation} ${r.rows} ${r.text.trim()}`),
                  onBlocked: (b) => {
                    console.log(`blocked ${b.status} ${b.table}`);
                    blocked++;
                  },
                });
                const flush = async () => {
                  if (!(await client.flush(60_000))) throw new Error("not flushed");
                };
                for (let i = 0; i < 100; i++) client.send(Orders, order(i));
                await flush();
                console.log("sent");
                await line();
                for (let i = 100; i < 200; i++) client.send(Orders, order(i));
                await untilBlocked(1);
                console.log(`${client.unacknowledged} wait`);
                await line();
                await flush();
                client.send(Customers, { id: 1 });
                await untilBlocked(3);
                console.log(`${client.unacknowledged} wait`);
                await line();
                await flush();
                client.delete(Orders, order(0));
                await flush();
                await client.close();
                process.stdin.pause();
                console.log("done");
                """);
        sees(ClientPrograms.typeScript(sources.resolve("app.ts"), directory.resolve("tsc")));
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

    private void sees(List<String> program) throws Exception {
        Files.delete(contract);
        Path token = directory.resolve("token");
        try (TidemillServer server =
                TidemillServer.start(
                        ServerOptions.loopback(port),
                        at ->
                                Tidemill.open(
                                        directory.resolve("shop"),
                                        TidemillOptions.defaults()
                                                .withData(directory.resolve("data"))
                                                .withLocalUrl(at)))) {
            asked("user", "add", "app", "--no-password", "--scopes", "write");
            String first = token("--scopes", "write", "--expires", "90d");
            Files.writeString(token, first);
            List<String> command = new ArrayList<>(program);
            command.addAll(List.of(url, directory.resolve("spool").toString(), token.toString()));
            Process application = new ProcessBuilder(command).redirectErrorStream(true).start();
            try (BufferedReader said = application.inputReader(UTF_8);
                    Writer tells = application.outputWriter(UTF_8)) {
                says("sent", said);
                asked("token", "revoke", first.substring(3, 15));
                tellsMore(tells);
                says("blocked 401 orders", said);
                says("100 wait", said);
                awaitSpooled(100);
                awaitMoreTries();
                Files.writeString(token, token());
                says("blocked 403 orders", said);
                awaitMoreTries();
                Files.writeString(token, token("--scopes", "write"));
                tellsMore(tells);
                says("blocked 404 customers", said);
                says("1 wait", said);
                awaitMoreTries();
                Files.writeString(contract, CUSTOMERS);
                tellsMore(tells);
                String refused = said.readLine();
                assertNotNull(refused);
                assertTrue(refused.startsWith("refused delete 1 {\"order_id\":\"o0\","), refused);
                says("done", said);
                assertEquals(0, application.waitFor());
            } finally {
                application.destroyForcibly();
            }
            Tidemill mill = server.mill();
            assertEquals(
                    List.of(200L, 200L),
                    mill.execute("SELECT count(*), count(DISTINCT order_id) FROM orders")
                            .rows()
                            .row(0));
            assertEquals(List.of(1L), mill.execute("SELECT count(*) FROM customers").rows().row(0));
            awaitSpooled(0);
        }
    }

    /** A new token, which may read alone when no scopes are said. */
    private String token(String... more) {
        List<String> command = new ArrayList<>(List.of("token", "create", "--user", "app"));
        command.addAll(List.of(more));
        return asked(command.toArray(String[]::new)).strip();
    }

    private String asked(String... command) {
        List<String> arguments = new ArrayList<>(List.of(command));
        arguments.addAll(List.of("--data", directory.resolve("data").toString()));
        Ran ran = Ran.command(arguments.toArray(String[]::new));
        assertEquals(ExitCode.OK, ran.exitCode(), ran.err());
        return ran.out();
    }

    private static void says(String line, BufferedReader said) throws Exception {
        assertEquals(line, said.readLine());
    }

    private static void tellsMore(Writer tells) throws Exception {
        tells.write("more\n");
        tells.flush();
    }

    /** So many pauses go by that a client which tells each refusal tells more than one. */
    private static void awaitMoreTries() throws InterruptedException {
        TimeUnit.MILLISECONDS.sleep(500);
    }

    /** Batches are closed, and so on the disk, though none before them is taken. */
    private void awaitSpooled(long rows) throws Exception {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
        while (spooledRows() != rows) {
            assertTrue(System.nanoTime() < end, spooledRows() + " rows in the spool");
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    /** Rows of batches that wait on the disk. */
    private long spooledRows() throws Exception {
        long rows = 0;
        try (Stream<Path> files = Files.list(directory.resolve("spool"))) {
            for (Path file : files.toList()) {
                rows += Files.readString(file).split("order_id|\"id\"", -1).length - 1;
            }
        }
        return rows;
    }
}
