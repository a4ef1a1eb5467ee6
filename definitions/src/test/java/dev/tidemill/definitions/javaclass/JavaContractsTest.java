package dev.tidemill.definitions.javaclass;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.annotations.Classified;
import dev.tidemill.annotations.Column;
import dev.tidemill.annotations.Decimal;
import dev.tidemill.annotations.Described;
import dev.tidemill.annotations.Event;
import dev.tidemill.annotations.EventTime;
import dev.tidemill.annotations.Key;
import dev.tidemill.annotations.Lateness;
import dev.tidemill.annotations.Rule;
import dev.tidemill.definitions.contract.ColumnContract;
import dev.tidemill.definitions.contract.TableContract;
import dev.tidemill.definitions.contract.TableKind;
import dev.tidemill.definitions.document.Contract;
import dev.tidemill.definitions.document.ContractFiles;
import dev.tidemill.definitions.document.ContractWriter;
import dev.tidemill.definitions.evolution.ContractDiff;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JavaContractsTest {
    @TempDir @Nullable Path directory;

    enum State {
        OPEN,
        PAID
    }

    /** Never loaded by what is tested: its class file is enough. */
    @Event(value = "orders", version = "2.1.0", owners = "ada@example.com", tags = "shop")
    @Described("An order was placed.")
    record OrderPlaced(
            UUID orderId,
            @EventTime @Lateness("1 hour") Instant placedAt,
            @Rule(minimum = "1", maximum = "99") int quantity,
            @Decimal(precision = 10, scale = 2) @Rule(minimum = "0") BigDecimal price,
            State state,
            @Classified("personal") @Rule(pattern = "@", maxLength = 80) @Nullable String email,
            @dev.tidemill.annotations.Optional @Column("coupon") String couponCode,
            Optional<Long> points,
            List<String> tags,
            Map<String, String> extra) {}

    @Event
    record CustomerChanged(@Key(2) long id, @Key(1) String country, String name) {}

    @Test
    void readsWhatARecordSaysOfItsEvents() throws Exception {
        TableContract orders = contracts(OrderPlaced.class).getFirst().tables().getFirst().rows();
        assertEquals("orders", orders.name());
        assertEquals("2.1.0", orders.version());
        assertEquals("An order was placed.", orders.description());
        assertEquals(TableKind.EVENT, orders.kind());
        assertEquals("placed_at", orders.eventTime());
        assertEquals(Duration.ofHours(1), orders.lateness().columns().get("placed_at"));
        assertEquals("ada@example.com", orders.terms().owners().getFirst().username());
        assertEquals(
                List.of(
                        "order_id UUID NOT NULL",
                        "placed_at TIMESTAMPTZ NOT NULL",
                        "quantity INTEGER NOT NULL",
                        "price DECIMAL(10,2) NOT NULL",
                        "state TEXT NOT NULL",
                        "email TEXT",
                        "coupon TEXT",
                        "points BIGINT",
                        "tags TEXT[] NOT NULL",
                        "extra JSON NOT NULL"),
                orders.columns().stream().map(JavaContractsTest::shown).toList());
        assertEquals(2, requireNonNull(orders.columnOrNull("email")).rules().size());
        assertTrue(
                requireNonNull(orders.columnOrNull("state")).rules().toString().contains("PAID"));
        assertEquals("personal", requireNonNull(orders.columnOrNull("email")).classification());
    }

    @Test
    void aRecordWithAKeyAndNoTimeIsAKeyedTable() throws Exception {
        TableContract customers =
                contracts(CustomerChanged.class).getFirst().tables().getFirst().rows();
        assertEquals("customer_changed", customers.name());
        assertEquals(TableKind.KEYED, customers.kind());
        assertEquals(List.of("country", "id"), customers.key());
    }

    @Test
    void whatIsWrittenIsReadTheSame() throws Exception {
        for (Contract contract : contracts(OrderPlaced.class, CustomerChanged.class)) {
            String text = ContractWriter.write(contract);
            Contract read = ContractFiles.parse("t.yaml", text, Map.of());
            assertEquals(
                    List.of(),
                    ContractDiff.between(List.of(contract), List.of(read)).changes(),
                    text);
        }
    }

    @Test
    void refusesAFolderWithoutEventsAndFilesThatAreNoClasses() throws IOException {
        Path empty = Files.createDirectory(requireNonNull(directory).resolve("empty"));
        assertTrue(refusal(empty).contains("is an @Event"));
        Files.writeString(empty.resolve("A.class"), "no class");
        assertTrue(refusal(empty).contains("is no class file"), refusal(empty));
        assertTrue(refusal(empty.resolve("no.jar")).contains("there is no folder or jar"));
    }

    private static String refusal(Path path) {
        return assertThrows(TidemillException.class, () -> JavaContracts.read(path)).message();
    }

    private static String shown(ColumnContract column) {
        return column.name()
                + " "
                + column.type().sqlName()
                + (column.required() ? " NOT NULL" : "");
    }

    /** Only these classes and those of their fields, as if they were an application's. */
    private List<Contract> contracts(Class<?>... events) throws IOException, URISyntaxException {
        Path all =
                Path.of(
                        JavaContractsTest.class
                                .getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toURI());
        Path some = Files.createDirectory(requireNonNull(directory).resolve("classes"));
        for (Class<?> each : events) {
            copy(all, each, some);
        }
        copy(all, State.class, some);
        return JavaContracts.read(some);
    }

    private static void copy(Path from, Class<?> type, Path to) throws IOException {
        String name = type.getName().replace('.', '/') + ".class";
        Path target = to.resolve(name);
        Files.createDirectories(requireNonNull(target.getParent()));
        Files.copy(from.resolve(name), target);
    }
}
