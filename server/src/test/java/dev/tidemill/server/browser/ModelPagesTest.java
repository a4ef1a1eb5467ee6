package dev.tidemill.server.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.tidemill.algebra.column.BatchBuilder;
import dev.tidemill.connectors.format.ParsedRows;
import dev.tidemill.node.Tidemill;
import dev.tidemill.node.TidemillOptions;
import dev.tidemill.node.ingest.AppendOptions;
import dev.tidemill.server.ServerOptions;
import dev.tidemill.server.TidemillServer;
import dev.tidemill.server.browser.Browsing.Screen;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people see of predictors: of visits, and whether and for how much somebody buys. */
class ModelPagesTest {
    private static final int VISITS = 3_000;
    private static final String SETTINGS =
            """
            name: shop
            clock: {kind: replay, source: past}
            sources:
              - name: past
                kind: replay
                file: past.parquet
                format: parquet
                streams:
                  - {table: visits, time: at, columns: {id: id, country: country, pages: pages, at: at}}
            """;
    private static final String CONTRACT =
            """
            apiVersion: v3.1.0
            kind: DataContract
            id: NAME
            name: NAME
            version: 1.0.0
            status: active
            schema:
              - name: NAME
                customProperties:
                  - {property: tableKind, value: event}
                  - {property: eventTime, value: at}
                properties:
                  - {name: id, logicalType: integer, physicalType: BIGINT, required: true}
            """;
    private static final String VISITS_COLUMNS =
            """
                  - {name: country, logicalType: string, physicalType: TEXT}
                  - {name: pages, logicalType: number, physicalType: DOUBLE}
            """;
    private static final String OUTCOMES_COLUMNS =
            """
                  - {name: bought, logicalType: boolean, physicalType: BOOLEAN}
                  - {name: amount, logicalType: number, physicalType: DOUBLE}
            """;
    private static final String AT =
            """
                  - {name: at, logicalType: timestamp, physicalType: TIMESTAMP, required: true}
            """;
    private static final String BUYS =
            """
            name: buys
            on: visits
            key: {id: BIGINT}
            features: {country: {type: category}, pages: {type: number}}
            target: {type: boolean}
            label: {table: outcomes, value: bought, within: 2 hours}
            learner: {type: logistic}
            challengers: [{name: bayes, learner: {type: naive-bayes}, share: 10}]
            evaluation: {window: 15 minutes, segments: [country], shift-rows: 500}
            """;
    private static final String SPENDS =
            BUYS.replace("name: buys", "name: spends")
                    .replace("type: boolean", "type: number")
                    .replace("value: bought", "value: amount")
                    .replace("type: logistic", "type: linear")
                    .replaceFirst("challengers: .*\n", "")
                    .replace(", segments: [country]", "");

    @TempDir static @Nullable Path folder;
    private static @Nullable Browsing browsing;

    @BeforeAll
    static void start() throws Exception {
        Optional<Path> chromium = Browsing.chromium();
        assumeTrue(chromium.isPresent(), "there is no Chromium on this machine");
        Path project = Objects.requireNonNull(folder).resolve("shop");
        put(project, "tidemill.yaml", SETTINGS);
        put(project, "past.parquet", "not read here");
        put(
                project,
                "contracts/visits.yaml",
                CONTRACT.replace("NAME", "visits") + VISITS_COLUMNS + AT);
        put(
                project,
                "contracts/outcomes.yaml",
                CONTRACT.replace("NAME", "outcomes") + OUTCOMES_COLUMNS + AT);
        put(project, "predictors/buys.yaml", BUYS);
        put(project, "predictors/spends.yaml", SPENDS);
        TidemillServer server =
                TidemillServer.start(
                        ServerOptions.loopback(0),
                        url ->
                                Tidemill.open(
                                        project,
                                        TidemillOptions.defaults()
                                                .withWatching(false)
                                                .withReplay(null, false, null)
                                                .withLocalUrl(url)));
        browsing = Browsing.of(server, project, chromium.get());
        run(server.mill());
    }

    private static void put(Path project, String path, String text) throws IOException {
        Path file = project.resolve(path);
        Files.createDirectories(file.resolveSibling(""));
        Files.writeString(file, text, UTF_8);
    }

    /** Visits, six a minute, and from some time on of other countries and with more pages. */
    private static void run(Tidemill mill) throws InterruptedException {
        Random random = new Random(20_261_128);
        List<String> countries = List.of("at", "ch", "de", "fr", "it");
        for (int first = 0; first < VISITS; first += 60) {
            BatchBuilder visits = new BatchBuilder(mill.input("visits").schema(), 60);
            BatchBuilder outcomes = new BatchBuilder(mill.input("outcomes").schema(), 60);
            for (long id = first; id < first + 60; id++) {
                boolean isLate = id > VISITS * 2 / 3;
                int country = random.nextInt(isLate ? 3 : 5);
                double pages = random.nextInt(12) + (isLate ? 5 : 0);
                long at = id * 10_000_000L;
                visits.add(
                        1, id, random.nextInt(20) == 0 ? null : countries.get(country), pages, at);
                double chance = 1 / (1 + Math.exp(3 - pages / 2 - (country == 2 ? 1.5 : 0)));
                boolean bought = random.nextDouble() < chance;
                if (random.nextInt(12) > 0 && id < VISITS - 200) {
                    double amount = bought ? 5 + 3 * pages + random.nextInt(10) : 0;
                    outcomes.add(1, id, bought, amount, at + 60_000_000L);
                }
            }
            append(mill, "visits", visits);
            awaitPredicted(mill, first + 60);
            append(mill, "outcomes", outcomes);
        }
    }

    private static void append(Tidemill mill, String table, BatchBuilder rows)
            throws InterruptedException {
        if (rows.size() > 0) {
            AppendOptions how = AppendOptions.embedded();
            long tick = mill.append(table, ParsedRows.of(rows.build()), how).tick();
            assertTrue(mill.await(tick, 10_000), "tick " + tick);
        }
    }

    private static void awaitPredicted(Tidemill mill, long rows) throws InterruptedException {
        long end = System.nanoTime() + 30_000_000_000L;
        for (String name : mill.predictors()) {
            while (mill.predictor(name).status().counts().getOrDefault("predicted", 0L) < rows) {
                assertTrue(System.nanoTime() < end, name + " foretells nothing");
                Thread.sleep(2);
            }
        }
    }

    @AfterAll
    static void close() {
        if (browsing != null) {
            assertEquals(List.of(), browsing.complaints());
            browsing.close();
        }
    }

    private static Page open(String path, Screen screen, ColorScheme colours) {
        return Objects.requireNonNull(browsing).open(path, screen, colours);
    }

    @Test
    void allPredictorsStandOnOnePageWithHowTheyDidLately() {
        Page page = open("/", Screen.DESK, ColorScheme.LIGHT);
        page.getByTestId("nav-models").click();
        assertThat(page.getByTestId("model-buys")).containsText("logistic on visits");
        assertThat(page.getByTestId("model-buys")).containsText("drifting");
        assertThat(page.getByTestId("model-spends")).containsText("RMSE");
        assertThat(page.getByTestId("model-buys").locator(".spark-line"))
                .hasAttribute("d", Pattern.compile("M.*L.*L"));
        page.getByTestId("model-buys").click();
        assertThat(page.getByTestId("model-name")).hasText("buys");
        page.context().close();
    }

    @Test
    void oneIsShownByWindowSegmentFeatureAndScore() {
        Page page = open("/#/models/buys", Screen.DESK, ColorScheme.LIGHT);
        assertThat(page.getByTestId("window-span")).containsText("15 min");
        assertThat(page.getByTestId("quality-chart").locator("canvas")).isVisible();
        assertThat(page.getByTestId("quality-chart")).containsText("last label again");
        assertThat(page.getByTestId("coverage-chart")).containsText("coverage");
        Locator dots = page.getByTestId("calibration-plot").locator(".calibration-dot");
        assertTrue(dots.count() >= 5, dots.count() + " dots");
        assertThat(page.getByTestId("features").locator("tbody tr").first())
                .containsText("drifting since tick");
        Locator segments = page.getByTestId("segments");
        for (String country : List.of("at", "ch", "de", "fr", "it", "missing")) {
            assertThat(
                            segments.getByRole(
                                    com.microsoft.playwright.options.AriaRole.CELL,
                                    new Locator.GetByRoleOptions().setName(country).setExact(true)))
                    .isVisible();
        }
        Locator recent = page.getByTestId("recent-predictions");
        assertThat(recent.locator("tbody tr").first()).containsText("pending");
        assertThat(page.getByTestId("model-tiles")).containsText("Coverage");
        page.context().close();
    }

    @Test
    void challengersStandBelowTheirChampion() {
        Page page = open("/#/models/buys", Screen.DESK, ColorScheme.LIGHT);
        Locator rows = page.getByTestId("contest").locator("tbody tr:not(.note)");
        assertThat(rows).hasCount(2);
        assertThat(rows.nth(0)).containsText("champion");
        assertThat(rows.nth(1)).containsText("bayes");
        assertThat(rows.nth(1)).containsText("10 %");
        assertThat(rows.nth(1).locator("td").last()).hasText(Pattern.compile("-?[0-9].*"));
        page.context().close();
    }

    @Test
    void aPredictorOfNumbersIsToldByItsError() {
        Page page = open("/#/models/spends", Screen.DESK, ColorScheme.LIGHT);
        assertThat(page.getByTestId("model-tiles")).containsText("RMSE");
        assertThat(page.getByTestId("calibration-plot")).not().isVisible();
        assertThat(page.getByTestId("page-model")).containsText("evaluation: {segments:");
        page.context().close();
    }

    @Test
    void oneThatIsNotThereIsTold() {
        Page page = open("/#/models/nothing", Screen.DESK, ColorScheme.LIGHT);
        assertThat(page.getByTestId("problem")).containsText("there is no predictor nothing");
        page.context().close();
    }

    @Test
    void pagesFitTheirScreensByDayAndNight() {
        for (Screen screen : List.of(Screen.DESK, Screen.PHONE)) {
            for (ColorScheme colours : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
                for (String path : List.of("models", "models/buys", "models/spends")) {
                    Page page = open("/#/" + path, screen, colours);
                    assertThat(
                                    page.getByTestId(
                                            path.equals("models") ? "model-buys" : "model-tiles"))
                            .isVisible();
                    page.waitForTimeout(400);
                    String name =
                            "%s-%s-%s"
                                    .formatted(path.replace('/', '-'), screen, colours)
                                    .toLowerCase(Locale.ROOT);
                    Objects.requireNonNull(browsing).photograph(page, name);
                    assertTrue(Browsing.overflow(page) <= 0, name);
                    page.context().close();
                }
            }
        }
    }
}
