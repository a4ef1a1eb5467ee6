package dev.tidemill.node.pgcatalog;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.node.Session;
import dev.tidemill.node.access.Principal;
import dev.tidemill.node.access.Scope;
import dev.tidemill.node.pgcatalog.evaluate.Relation;
import dev.tidemill.node.pgcatalog.relation.CatalogRelations;
import dev.tidemill.node.pgcatalog.type.PgTypes;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is the catalog's to answer, and what it answers a real mill's users. */
class PgCatalogTest {
    @TempDir private Path folder;
    private @Nullable Shop shop;

    @BeforeEach
    void open() throws IOException {
        Shop.write(folder);
        shop = Shop.open(folder);
    }

    @AfterEach
    void close() {
        shop().close();
    }

    private Shop shop() {
        return java.util.Objects.requireNonNull(shop);
    }

    private boolean isCatalogs(String sql) {
        return shop().catalog().prepare(sql, List.of()).isPresent();
    }

    private TidemillException refusal(String sql) {
        return assertThrows(TidemillException.class, () -> shop().rows(sql), sql);
    }

    @Test
    void decidesByWhatAQueryReadsAndCalls() {
        assertTrue(isCatalogs("SELECT * FROM pg_class"));
        assertTrue(isCatalogs("select 1 from information_schema.tables where false"));
        assertTrue(isCatalogs("SELECT version()"));
        assertTrue(isCatalogs("SELECT 'orders'::regclass"));
        assertTrue(isCatalogs("WITH t AS (SELECT * FROM pg_type) SELECT * FROM t"));
        assertFalse(isCatalogs("SELECT * FROM orders"));
        assertFalse(isCatalogs("SELECT 'FROM pg_class, version()'"));
        assertFalse(isCatalogs("SELECT 1"));
        assertFalse(isCatalogs("SELECT /* pg_class */ count(*) FROM customers"));
        assertFalse(isCatalogs("WITH pg_class AS (SELECT 1 AS x) SELECT x FROM pg_class"));
        assertFalse(isCatalogs("INSERT INTO orders SELECT 1"));
        assertFalse(isCatalogs("this is no SQL"));
        assertFalse(isCatalogs("SELECT now()"));
    }

    @Test
    void refusesToMixTheCatalogWithTables() {
        TidemillException e =
                refusal("SELECT * FROM pg_class c, orders o WHERE c.relname = 'orders'");
        assertEquals(ErrorCode.UNSUPPORTED_SQL, e.errorCode());
        assertTrue(e.message().contains("orders"), e.message());
        assertEquals(
                ErrorCode.UNSUPPORTED_SQL,
                refusal("SELECT 1 FROM pg_class WHERE EXISTS (SELECT 1 FROM customers)")
                        .errorCode());
    }

    @Test
    void saysWhatIsWrongWithAQueryOfTheCatalog() {
        assertEquals(ErrorCode.UNKNOWN_COLUMN, refusal("SELECT nope FROM pg_class").errorCode());
        assertEquals(
                ErrorCode.UNKNOWN_TABLE, refusal("SELECT 1 FROM pg_catalog.pg_nope").errorCode());
        assertEquals(
                ErrorCode.UNKNOWN_FUNCTION, refusal("SELECT pg_nope(1) FROM pg_class").errorCode());
        assertEquals(
                ErrorCode.AMBIGUOUS_COLUMN,
                refusal("SELECT oid FROM pg_class, pg_type").errorCode());
        assertEquals(ErrorCode.UNKNOWN_TABLE, refusal("SELECT 'nope'::regclass").errorCode());
        assertEquals(
                ErrorCode.TOO_MANY_ROWS,
                refusal("SELECT (SELECT oid FROM pg_type) FROM pg_am").errorCode());
    }

    @Test
    void refusesWhatHasNoMeaningWhereItStands() {
        for (String sql :
                List.of(
                        "SELECT count(count(*)) FROM pg_class",
                        "SELECT count(unnest(conkey)) FROM pg_constraint",
                        "SELECT 1 FROM pg_class WHERE count(*) > 1",
                        "SELECT 1 FROM pg_class WHERE row_number() OVER () = 1",
                        "SELECT 1 FROM pg_class WHERE unnest(relacl) IS NULL",
                        "SELECT sum(count(*)) OVER () FROM pg_class",
                        "SELECT relname FROM pg_class ORDER BY 2")) {
            assertEquals(ErrorCode.INVALID_SQL, refusal(sql).errorCode(), sql);
        }
        assertEquals(
                ErrorCode.UNKNOWN_COLUMN,
                refusal("SELECT 1 FROM pg_class LIMIT relpages").errorCode());
    }

    @Test
    void takesParametersOfTheTypesThatTheirPlacesHave() {
        CatalogQuery query =
                shop().catalog()
                        .prepare(
                                "SELECT attname, $2 FROM pg_attribute WHERE attrelid ="
                                        + " $1::regclass AND attnum > $3 ORDER BY attnum LIMIT $4",
                                List.of())
                        .orElseThrow();

        assertEquals(
                List.of(
                        PgTypes.named("regclass").oid(),
                        PgTypes.TEXT.oid(),
                        PgTypes.INT2.oid(),
                        PgTypes.INT8.oid()),
                query.parameterTypes());
        List<List<@Nullable String>> wanted = new ArrayList<>();
        wanted.add(Arrays.asList("largest", null));
        assertEquals(wanted, Shop.rows(query, Arrays.asList("revenue", null, "2", "5")));
        assertEquals(
                List.of(List.of("customer_id", "x")),
                Shop.rows(query, List.of("public.revenue", "x", "0", "1")));
    }

    @Test
    void keepsOidsAcrossRestarts() {
        String sql = "SELECT oid, relname FROM pg_class ORDER BY relname";
        List<List<@Nullable String>> before = shop().rows(sql);
        close();
        shop = Shop.open(folder);
        assertEquals(before, shop().rows(sql));
        assertEquals(
                before.size(),
                before.stream().map(List::getFirst).distinct().count(),
                "no two have one oid");
    }

    @Test
    void listsWhatIsMadeWhileItRuns() throws InterruptedException {
        CatalogQuery query =
                shop().catalog()
                        .prepare("SELECT relkind FROM pg_class WHERE relname = 'late'", List.of())
                        .orElseThrow();
        assertEquals(List.of(), Shop.rows(query));
        shop().mill.execute("CREATE LIVE TABLE late AS SELECT COUNT(*) AS n FROM orders");
        assertEquals(List.of(List.of("m")), Shop.rows(query));
        shop().mill.execute("DROP LIVE TABLE late");
        assertEquals(List.of(), Shop.rows(query));
    }

    @Test
    void showsOnlyWhatAPolicyLetsSee() throws Exception {
        close();
        Shop.write(
                folder,
                "policies/shop.yaml",
                """
                tables:
                  - table: customers
                    privileges: [select]
                    columns: {email: {allow: false}}
                """);
        shop = Shop.open(folder);
        Session ann = shop().mill.as(Principal.user("ann", Set.of(Scope.READ)));
        PgCatalog catalog = shop().catalog(ann);

        assertEquals(
                List.of(List.of("customers")),
                Shop.rows(
                        catalog.prepare(
                                        "SELECT tablename FROM pg_tables"
                                                + " WHERE schemaname = 'public'",
                                        List.of())
                                .orElseThrow()));
        assertEquals(
                List.of(),
                Shop.rows(
                        catalog.prepare(
                                        "SELECT 1 FROM pg_attribute a JOIN pg_class c ON c.oid ="
                                                + " a.attrelid WHERE c.relname = 'customers' AND"
                                                + " a.attname = 'email'",
                                        List.of())
                                .orElseThrow()));
        assertEquals(
                List.of(List.of("t", "f", "ann")),
                Shop.rows(
                        catalog.prepare(
                                        "SELECT has_table_privilege('customers', 'SELECT'),"
                                                + " has_table_privilege('customers', 'INSERT'),"
                                                + " current_user",
                                        List.of())
                                .orElseThrow()));
        assertEquals(
                ErrorCode.UNKNOWN_TABLE,
                assertThrows(
                                TidemillException.class,
                                () ->
                                        Shop.rows(
                                                catalog.prepare(
                                                                "SELECT 'orders'::regclass",
                                                                List.of())
                                                        .orElseThrow()))
                        .errorCode());
    }

    @Test
    void everyRelationCanBeReadAndHasValuesOfItsTypes() {
        for (List<@Nullable String> row :
                shop().rows(
                                "SELECT n.nspname, c.relname FROM pg_class c JOIN pg_namespace n ON"
                                        + " n.oid = c.relnamespace WHERE n.nspname IN ('pg_catalog',"
                                        + " 'information_schema') AND c.relkind IN ('r', 'v')")) {
            String schema = String.valueOf(row.getFirst());
            String name = String.valueOf(row.get(1));
            Relation relation = CatalogRelations.all().find(schema, name).orElseThrow();
            CatalogQuery query =
                    shop().catalog()
                            .prepare("SELECT * FROM %s.%s".formatted(schema, name), List.of())
                            .orElseThrow();
            assertEquals(relation.columns().size(), query.columns().size());
            CatalogRows rows = query.run(List.of(), () -> false);
            for (int i = 0; i < rows.size(); i++) {
                for (int j = 0; j < rows.columns().size(); j++) {
                    Object value = rows.value(i, j);
                    if (value != null) {
                        assertEquals(
                                ValueClasses.of(rows.columns().get(j).type()),
                                ValueClasses.of(value),
                                name + "." + rows.columns().get(j).name());
                    }
                }
            }
        }
    }

    @Test
    void endsWhenItIsCancelled() {
        CatalogQuery query =
                shop().catalog()
                        .prepare(
                                "SELECT count(*) FROM pg_attribute a, pg_attribute b,"
                                        + " pg_attribute c",
                                List.of())
                        .orElseThrow();
        long started = System.nanoTime();
        assertEquals(
                ErrorCode.QUERY_CANCELLED,
                assertThrows(
                                TidemillException.class,
                                () -> query.run(List.of(), () -> System.nanoTime() - started > 0))
                        .errorCode());
    }

    @Test
    void garbageIsAnsweredOrRefusedWithACode() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        List<Fixture> fixtures = Fixture.all();
        for (int i = 0; i < 3_000; i++) {
            String sql =
                    fixtures.get(random.nextInt(fixtures.size())).sql(_ -> 1).replace('\n', ' ');
            int from = random.nextInt(sql.length());
            int to = Math.min(sql.length(), from + 1 + random.nextInt(8));
            String with = new String[] {"", "(", "'", ",", " 1 ", "::", "$1"}[random.nextInt(7)];
            String broken = sql.substring(0, from) + with + sql.substring(to);
            try {
                shop().catalog().prepare(broken, List.of());
            } catch (TidemillException e) {
                assertTrue(e.errorCode() != ErrorCode.INTERNAL, broken);
            } catch (RuntimeException | StackOverflowError e) {
                throw new AssertionError("seed " + seed + ": " + broken, e);
            }
        }
    }

    @Test
    void deepNestingIsRefused() {
        String deep = "SELECT " + "(".repeat(50_000) + "1" + ")".repeat(50_000) + " FROM pg_class";
        assertFalse(isCatalogs(deep));
        String nots = "SELECT " + "NOT ".repeat(50_000) + "true FROM pg_class";
        assertFalse(isCatalogs(nots));
    }
}
