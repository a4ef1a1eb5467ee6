package dev.tidemill.node.projecttest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.definitions.problem.Problem;
import dev.tidemill.node.definition.ProjectCheck;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What comes of tests of a project. */
class ProjectTestsTest {
    private static final String TWO_OF_TEA =
            """
            steps:
              - at: 2026-01-05T09:00:00Z
                insert:
                  orders:
                    - {id: 1, sku: tea, n: 2, ordered_at: 2026-01-05T09:00:00Z}
                    - {id: 2, sku: tea, n: 3, ordered_at: 2026-01-05T08:55:00Z}
            """;

    private final ShopFixture shop;

    ProjectTestsTest(@TempDir Path folder) {
        this.shop = new ShopFixture(folder);
    }

    @BeforeEach
    void writeProject() throws IOException {
        ShopFixture.in(shop.folder());
    }

    @Test
    void passesWhenTheTablesAreAsExpected() throws IOException {
        TestOutcome outcome =
                shop.outcomeOf(
                        TWO_OF_TEA
                                + """
                                    expect:
                                      pieces: [{sku: tea, orders: 2, pieces: 5}]
                                  - insert:
                                      orders: |
                                        id,sku,n,ordered_at
                                        3,cups,1,2026-01-05T09:00:00Z
                                    expect:
                                      pieces: |
                                        pieces,sku
                                        1,cups
                                        5,tea
                                """);

        assertEquals(2, assertInstanceOf(TestOutcome.Passed.class, outcome).steps());
    }

    @Test
    void tellsRowsThatAreMissingUnexpectedAndChangedByTheirKey() throws IOException {
        TestOutcome outcome =
                shop.outcomeOf(
                        TWO_OF_TEA
                                + """
                                        - {id: 3, sku: mugs, n: 1, ordered_at: 2026-01-05T09:00:00Z}
                                    expect:
                                      pieces:
                                        - {sku: tea, orders: 2, pieces: 4}
                                        - {sku: cups, orders: 1, pieces: 1}
                                """);

        TestOutcome.Failed failed = assertInstanceOf(TestOutcome.Failed.class, outcome);
        Finding.TableDiffers differs =
                assertInstanceOf(Finding.TableDiffers.class, failed.findings().getFirst());
        assertEquals(1, failed.step());
        assertEquals("tests/one.yaml:9:7", differs.place().toString());
        assertEquals(
                List.of(
                        new Finding.ComparedColumn("sku", "TEXT", true),
                        new Finding.ComparedColumn("orders", "BIGINT", false),
                        new Finding.ComparedColumn("pieces", "BIGINT", false)),
                differs.columns());
        assertEquals(
                List.of(
                        new RowDifference.Changed(
                                List.of("tea", "2", "4"), List.of("tea", "2", "5"), Set.of(2)),
                        new RowDifference.Missing(List.of("cups", "1", "1")),
                        new RowDifference.Unexpected(List.of("mugs", "1", "1"))),
                differs.rows());
        assertEquals(
                List.of(1L, 1L, 1L),
                List.of(differs.missing(), differs.unexpected(), differs.changed()));
    }

    @Test
    void expectsARowAsOftenAsItStandsThere() throws IOException {
        TestOutcome outcome =
                shop.outcomeOf(
                        TWO_OF_TEA
                                + """
                                    expect:
                                      recent:
                                        - {sku: tea}
                                """);

        TestOutcome.Failed failed = assertInstanceOf(TestOutcome.Failed.class, outcome);
        Finding.TableDiffers differs =
                assertInstanceOf(Finding.TableDiffers.class, failed.findings().getFirst());
        assertEquals(List.of(new RowDifference.Unexpected(List.of("tea"))), differs.rows());
    }

    @Test
    void movesTheClockAsTheStepsSay() throws IOException {
        TestOutcome outcome =
                shop.outcomeOf(
                        TWO_OF_TEA
                                + """
                                    expect:
                                      recent: [{id: 1}, {id: 2}]
                                  - at: + 7 minutes
                                    expect:
                                      recent: [{id: 1}]
                                  - at: 2026-01-05T09:10:00Z
                                    expect:
                                      recent: []
                                      pieces: [{sku: tea, pieces: 5}]
                                """);

        assertInstanceOf(TestOutcome.Passed.class, outcome, outcome.toString());
    }

    @Test
    void lateRowsLandInTheQuarantine() throws IOException {
        TestOutcome outcome =
                shop.outcomeOf(
                        TWO_OF_TEA
                                + """
                                    expect:
                                      pieces: [{sku: tea, pieces: 5}]
                                  - insert:
                                      orders:
                                        - {id: 3, sku: tea, n: 1, ordered_at: 2026-01-05T08:00:00Z}
                                        - {id: 4, sku: tea, n: 9, ordered_at: 2026-01-05T07:59:59Z}
                                    expect:
                                      pieces: [{sku: tea, pieces: 6}]
                                      tidemill.quarantine:
                                        - table_name: orders
                                          rule: late
                                          column_name: ordered_at
                                          reason: ordered_at 2026-01-05T07:59:59 is below the watermark 2026-01-05T08:00
                                """);

        assertInstanceOf(TestOutcome.Passed.class, outcome, outcome.toString());
    }

    @Test
    void rowsInTheQuarantineMustBeExpected() throws IOException {
        TestOutcome outcome =
                shop.outcomeOf(
                        TWO_OF_TEA
                                + """
                                        - {id: 3, sku: cups, n: 0, ordered_at: 2026-01-05T09:00:00Z}
                                    expect:
                                      pieces: [{sku: tea, pieces: 5}]
                                """);

        TestOutcome.Failed failed = assertInstanceOf(TestOutcome.Failed.class, outcome);
        Finding.RowsPutAside aside =
                assertInstanceOf(Finding.RowsPutAside.class, failed.findings().getFirst());
        assertEquals("orders", aside.table());
        assertEquals(1, aside.count());
        assertEquals("range", aside.rows().getFirst().rule());
        assertEquals("n", aside.rows().getFirst().column());
        assertEquals("0 is not at least 1", aside.rows().getFirst().reason());
    }

    @Test
    void sentTextsAreTakenAsAClientPostsThem() throws IOException {
        TestOutcome outcome =
                shop.outcomeOf(
                        """
                        steps:
                          - send:
                              products: |
                                {"sku": "tea", "stock": 4}
                                {"sku": "cups", "stock": "many"}
                                nonsense
                            expect:
                              products: [{sku: tea, stock: 4, label: null}]
                              tidemill.quarantine:
                                - {table_name: products, rule: type}
                                - {table_name: products, rule: syntax}
                        """);

        assertInstanceOf(TestOutcome.Passed.class, outcome, outcome.toString());
    }

    @Test
    void changesOfKeyedRowsTakeBackWhatCameOfThem() throws IOException {
        TestOutcome outcome =
                shop.outcomeOf(
                        """
                        steps:
                          - insert:
                              products:
                                - {sku: tea, stock: 4, label: Green tea}
                                - {sku: cups, stock: 5}
                            expect:
                              shares: [{sku: tea, ratio: 25}, {sku: cups, ratio: 20}]
                          - update:
                              products: [{sku: tea, stock: 10}]
                            expect:
                              shares: [{sku: tea, ratio: 10}, {sku: cups, ratio: 20}]
                              products:
                                - {sku: tea, stock: 10, label: Green tea}
                                - {sku: cups, stock: 5, label: null}
                          - delete:
                              products: [{sku: cups}]
                            insert:
                              products: [{sku: tea, stock: 50}]
                            expect:
                              shares: [{sku: tea, ratio: 2}]
                              products: [{sku: tea, stock: 50, label: null}]
                        """);

        assertInstanceOf(TestOutcome.Passed.class, outcome, outcome.toString());
    }

    @Test
    void errorRowsMustBeExpectedAndLeaveWithTheirRow() throws IOException {
        String insert =
                """
                steps:
                  - insert:
                      products: [{sku: tea, stock: 0}, {sku: cups, stock: 5}]
                    expect:
                      shares: [{sku: cups, ratio: 20}]
                """;
        TestOutcome unexpected = shop.outcomeOf(insert);
        TestOutcome expected =
                shop.outcomeOf(
                        insert
                                + """
                                      tidemill.errors:
                                        - {table_name: shares, code: 1101, message: division by zero}
                                  - update:
                                      products: [{sku: tea, stock: 1}]
                                    expect:
                                      shares: [{sku: tea, ratio: 100}, {sku: cups, ratio: 20}]
                                      tidemill.errors: []
                                """);

        TestOutcome.Failed failed = assertInstanceOf(TestOutcome.Failed.class, unexpected);
        Finding.RowsFailed rows =
                assertInstanceOf(Finding.RowsFailed.class, failed.findings().getFirst());
        assertEquals("TM1101", rows.rows().getFirst().code());
        assertInstanceOf(TestOutcome.Passed.class, expected, expected.toString());
    }

    @Test
    void doublesNeedNotBeWrittenToTheLastDigit() throws IOException {
        String insert =
                """
                steps:
                  - insert:
                      products: [{sku: tea, stock: 1, label: Tea}]
                      orders: [{id: 1, sku: tea, n: 2, ordered_at: 2000-01-01T00:00:00Z}]
                    expect:
                      labelled: [{id: 1, label: Tea, third: %s}]
                """;
        TestOutcome near = shop.outcomeOf(insert.formatted("0.6666666667"));
        TestOutcome far = shop.outcomeOf(insert.formatted("0.6667"));

        assertInstanceOf(TestOutcome.Passed.class, near, near.toString());
        assertInstanceOf(TestOutcome.Failed.class, far);
    }

    @Test
    void whatCannotBeAStepIsToldAtItsPlace() throws IOException {
        TestOutcome back =
                shop.outcomeOf(
                        TWO_OF_TEA + "  - at: 2026-01-05T08:00:00Z\n    expect: {pieces: []}\n");
        TestOutcome nobody =
                shop.outcomeOf("steps:\n  - update:\n      products: [{sku: tea, stock: 1}]\n");

        assertEquals(
                "tests/one.yaml:7:9: time does not go back: now() is 2026-01-05T09:00:00Z already",
                problems(back).getFirst());
        assertEquals(
                "tests/one.yaml:3:18: there is no row with this key in products"
                        + " (an update finds the rows of the step before; insert it first)",
                problems(nobody).getFirst());
    }

    @Test
    void everythingThatIsUnknownIsToldAtItsPlaceAndByValidate() throws IOException {
        TestOutcome outcome =
                shop.outcomeOf(
                        """
                        steps:
                          - insert:
                              order: [{id: 1}]
                              orders:
                                - {id: one, sku: tea, n: 1}
                                - {id: 2, skew: tea}
                              pieces: [{sku: tea}]
                            update:
                              orders: [{id: 1}]
                              products: [{stock: 1}]
                            delete:
                              products: [{sku: tea, stock: 1}]
                            expect:
                              peaces: []
                              recent: [{id: x}]
                              shares: |
                                sku,ratio
                                tea,much
                        """);

        List<String> problems = problems(outcome);
        assertEquals(
                List.of(
                        "tests/one.yaml:3:7: there is no table order (did you mean orders?)",
                        "tests/one.yaml:6:19: orders has no column skew (did you mean sku?)",
                        "tests/one.yaml:7:7: pieces is a live table: its query fills it"
                                + " (give rows to the tables it reads)",
                        "tests/one.yaml:9:7: rows of the event table orders are only ever added"
                                + " (insert rows, or make the contract's tableKind keyed)",
                        "tests/one.yaml:10:18: the key column sku is missing",
                        "tests/one.yaml:12:29: a deletion names the key alone, and stock is no"
                                + " part of it",
                        "tests/one.yaml:14:7: there is no table peaces (did you mean pieces?)"),
                problems.subList(0, 7),
                problems.toString());
        assertTrue(
                problems.get(7).startsWith("tests/one.yaml:15:21: 'x' is "), problems.toString());
        assertTrue(
                problems.get(8).startsWith("tests/one.yaml:18:1: 'much' is "), problems.toString());
        assertEquals(9, problems.size());
        assertEquals(
                problems,
                ProjectCheck.problems(shop.reading(), shop.jars()).stream()
                        .map(Problem::toString)
                        .toList());
    }

    @Test
    void valuesOfAnotherTypeAreToldAtTheirPlace() throws IOException {
        TestOutcome outcome =
                shop.outcomeOf("steps:\n  - insert:\n      orders: [{id: one, sku: 7}]\n");

        String problem = problems(outcome).getFirst();
        assertTrue(problem.startsWith("tests/one.yaml:3:21: "), problem);
    }

    @Test
    void filesThatAreNoTestsFailAndTheOthersRun() throws IOException {
        shop.test("a-list", "- 1\n- 2\n");
        shop.test("empty", "");
        shop.test("keys", "steps: [{insrt: {orders: []}}]\n");
        shop.test("time", "steps: [{at: noon, expect: {pieces: []}}]\n");
        shop.test("unclosed", "steps: [{at: \"\n");
        shop.test("good", TWO_OF_TEA);
        List<String> told = new ArrayList<>();

        List<TestOutcome> outcomes =
                ProjectTests.run(
                        shop.project(), shop.jars(), _ -> true, each -> told.add(each.name()));

        assertEquals(
                List.of("a-list", "empty", "good", "keys", "time", "unclosed"),
                outcomes.stream().map(TestOutcome::name).toList());
        assertEquals(6, told.size());
        assertEquals(
                List.of("good"),
                outcomes.stream()
                        .filter(TestOutcome.Passed.class::isInstance)
                        .map(TestOutcome::name)
                        .toList());
        assertEquals(
                "tests/time.yaml:1:14: “noon” is not a time"
                        + " (write it like 2026-01-05T09:00:00Z, or + 10 minutes)",
                problems(outcomes.get(4)).getFirst());
    }

    @Test
    void eachTestBeginsWithEmptyTables() throws IOException {
        shop.test("first", TWO_OF_TEA + "    expect: {pieces: [{sku: tea, pieces: 5}]}\n");
        shop.test("second", TWO_OF_TEA + "    expect: {pieces: [{sku: tea, pieces: 5}]}\n");

        assertEquals(2, shop.run().stream().filter(TestOutcome.Passed.class::isInstance).count());
    }

    @Test
    void aFolderWithoutTestsHasNoOutcome() {
        assertEquals(List.of(), shop.run());
    }

    private static List<String> problems(TestOutcome outcome) {
        return assertInstanceOf(TestOutcome.Broken.class, outcome, outcome.toString())
                .problems()
                .stream()
                .map(Problem::toString)
                .toList();
    }
}
