package dev.tidemill.server.browser;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import dev.tidemill.definitions.release.DefinitionFiles;
import dev.tidemill.node.plan.MadePreviews;
import dev.tidemill.node.plan.PreviewDesk;
import dev.tidemill.server.browser.Browsing.Screen;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What people see of the flights example, on a desk and on a phone, by day and by night. */
class PagesTest {
    private static final int WAIT_MILLIS = 20_000;

    @TempDir static @Nullable Path folder;
    private static @Nullable Browsing browsing;

    @BeforeAll
    static void start() throws IOException {
        Optional<Path> chromium = Browsing.chromium();
        assumeTrue(chromium.isPresent(), "there is no Chromium on this machine");
        browsing = Browsing.start(Objects.requireNonNull(folder), chromium.get());
    }

    @AfterAll
    static void close() {
        if (browsing != null) {
            assertEquals(List.of(), browsing.complaints());
            browsing.close();
        }
    }

    private static Browsing browsing() {
        return Objects.requireNonNull(browsing);
    }

    private static Page open(String path) {
        return browsing().open(path, Screen.DESK, ColorScheme.LIGHT);
    }

    private static void awaitOther(Page page, String testId, String before) {
        page.waitForCondition(
                () -> !page.getByTestId(testId).first().innerText().equals(before),
                new Page.WaitForConditionOptions().setTimeout(WAIT_MILLIS));
    }

    @Test
    void theFlowShowsEveryTableAndMoves() {
        Page page = open("/");
        for (String table : List.of("departures", "arrivals", "airport_hours", "worst_airports")) {
            assertThat(page.getByTestId("node-" + table).first()).isVisible();
        }
        String before = page.getByTestId("node-departures").first().innerText();
        awaitOther(page, "node-departures", before);
        String strip = page.getByTestId("status-strip").innerText();
        awaitOther(page, "status-strip", strip);
        page.getByTestId("node-worst_airports").first().click();
        assertThat(page.getByTestId("drawer")).isVisible();
        page.context().close();
    }

    @Test
    void aTableShowsRowsThatMove() {
        Page page = open("/#/tables/network_hours");
        assertThat(page.getByTestId("table-name")).hasText("network_hours");
        String before = page.getByTestId("table-version").innerText();
        awaitOther(page, "table-version", before);
        page.context().close();
    }

    @Test
    void theFlightsPageHasAMapAndAChart() {
        Page page = open("/#/flights");
        assertThat(page.getByTestId("map")).isVisible();
        assertThat(page.getByTestId("hours-chart")).isVisible();
        assertThat(page.getByTestId("worst-airports")).isVisible();
        assertThat(page.getByTestId("airport-ATL")).isAttached();
        page.context().close();
    }

    @Test
    void aColumnLightsWhatItIsMadeOfAndWhatDependsOnIt() {
        Page page = open("/#/lineage");
        page.getByTestId("lineage-arrivals").click();
        assertThat(page.getByTestId("lineage-arrivals-delay")).isVisible();
        page.getByTestId("lineage-arrivals-delay").click();
        assertThat(page.getByTestId("lineage-arrivals-delay")).hasAttribute("aria-pressed", "true");
        assertThat(page.getByTestId("lineage-note")).containsText("arrivals.delay is tied to");
        assertThat(page.locator(".lineage-line.lit.direct").first()).isAttached();
        assertThat(page.getByTestId("lineage-delay_histogram-flights")).not().isAttached();
        browsing().photograph(page, "lineage-arrivals-delay");
        page.keyboard().press("Escape");
        assertThat(page.locator(".lineage-line.lit")).hasCount(0);
        page.context().close();
    }

    @Test
    void aQueryIsAnsweredOnThePage() {
        Page page = open("/#/query");
        page.getByTestId("sql-editor").click();
        page.keyboard().press("Control+A");
        page.keyboard().type("SELECT count(*) AS n FROM airports");
        page.getByTestId("run-query").click();
        assertThat(page.getByTestId("query-result")).containsText("n");
        assertThat(page.getByTestId("query-rows")).containsText("1 row");
        page.context().close();
    }

    @Test
    void aTravellerDepartsAndSeesWhatIsForetoldAndWhatBecameOfIt() {
        Page page = open("/app");
        choose(page, "pick-from", "ATL");
        choose(page, "pick-to", "BOS");
        page.getByTestId("depart").click();
        assertThat(page.getByTestId("moment-acknowledged").first()).isVisible();
        assertThat(page.getByTestId("moment-acknowledged").first()).containsText("tick");
        assertThat(page.getByTestId("moment-published").first()).isVisible();
        assertThat(page.getByTestId("moment-foretold")).containsText("Foretold");
        assertThat(page.getByTestId("moment-foretold")).containsText("chance to be late");
        assertThat(page.getByTestId("moment-in-air").first()).isVisible();
        browsing().photograph(page, "app-departed");
        page.getByTestId("land").click();
        assertThat(page.getByTestId("moment-outcome")).containsText("It was more than 15 minutes");
        assertThat(page.getByTestId("moment-outcome")).containsText("learnt from the flight");
        browsing().photograph(page, "app-landed");
        page.context().close();
    }

    private static void choose(Page page, String picker, String airport) {
        page.getByTestId(picker).fill(airport);
        page.getByTestId(picker).press("Enter");
    }

    @Test
    void aSavedFileSwapsItsTable() throws IOException {
        Page page = open("/#/tables/network_totals");
        assertThat(page.getByTestId("table-name")).hasText("network_totals");
        Path file = browsing().project().resolve("tables/network_totals.sql");
        String sql = Files.readString(file);
        Files.writeString(
                file, sql.replace("d.miles,", "d.miles, d.miles * 2 AS twice_the_miles,"));
        page.waitForCondition(
                () -> page.content().contains("twice_the_miles"),
                new Page.WaitForConditionOptions().setTimeout(WAIT_MILLIS));
        Files.writeString(file, sql);
        page.context().close();
    }

    @Test
    void aPreviewStandsBesideWhatRuns() throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        DefinitionFiles now = DefinitionFiles.read(browsing().project());
        for (String path : now.paths()) {
            files.put(path, now.bytes(path));
        }
        String table = "tables/airport_last_hour.sql";
        String sql = Files.readString(browsing().project().resolve(table));
        files.put(
                table,
                sql.replace("delay > 15", "delay > 30")
                        .replace(
                                "COALESCE(a.late, 0) AS late,",
                                "COALESCE(a.late, 0) AS late,\n"
                                        + "       a.arrived - a.late AS in_time,")
                        .getBytes(UTF_8));
        PreviewDesk desk = browsing().mill().previewDesk();
        MadePreviews ignored = desk.make(DefinitionFiles.of(files), PreviewDesk.PREFIX_DEFAULT);
        Page page = open("/#/releases");
        Locator card = page.getByTestId("preview-preview_airport_last_hour");
        assertThat(card).containsText("running");
        assertEquals(true, card.evaluate("card => (card.open = true)"));
        assertThat(card.getByTestId("column-changes")).containsText("in_time");
        assertThat(card.getByTestId("diff")).containsText("delay > 30");
        assertThat(card.getByTestId("difference")).containsText("would come");
        assertThat(card.getByTestId("preview-reaches")).containsText("worst_airports");
        assertThat(page.getByTestId("definition-counts")).containsText("live tables");
        page.context().close();
        for (Screen screen : List.of(Screen.LAPTOP, Screen.PHONE)) {
            for (ColorScheme colours : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
                Page shown = browsing().open("/#/releases", screen, colours);
                Locator last = shown.getByTestId("preview-preview_airport_last_hour");
                assertEquals(true, last.evaluate("card => (card.open = true)"));
                assertThat(last.getByTestId("difference")).isVisible();
                last.scrollIntoViewIfNeeded();
                browsing().photograph(shown, named("preview", screen, colours));
                assertTrue(Browsing.overflow(shown) <= 0, "a preview is cut off on " + screen);
                shown.context().close();
            }
        }
        List<String> dropped = desk.drop(null);
        assertTrue(dropped.contains("preview_airport_last_hour"), dropped.toString());
    }

    @Test
    void whatRunsAndWhatItCostsAreTold() {
        Page page = open("/#/operations/services");
        assertThat(page.getByTestId("services-verdict")).containsText("All of it runs");
        assertThat(page.getByTestId("services")).containsText("january");
        assertThat(page.getByTestId("services")).containsText("3,376");
        assertThat(page.getByTestId("live-tables")).containsText("worst_airports");
        page.getByTestId("tab-costs").click();
        assertThat(page.getByTestId("table-costs")).containsText("airport_hours");
        assertThat(page.getByTestId("costs-since")).containsText("since 2");
        page.context().close();
    }

    private static String named(String what, Screen screen, ColorScheme colours) {
        return (screen + "-" + colours + "-" + what).toLowerCase(Locale.ROOT);
    }

    @Test
    void nothingIsCutOffOnAnyScreen() {
        for (Screen screen : List.of(Screen.DESK, Screen.PHONE)) {
            for (ColorScheme colours : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
                for (String path :
                        List.of(
                                "/",
                                "/#/lineage",
                                "/#/releases",
                                "/#/operations/services",
                                "/#/operations/costs",
                                "/#/flights",
                                "/#/tables/worst_airports",
                                "/app")) {
                    Page page = browsing().open(path, screen, colours);
                    page.waitForLoadState();
                    page.waitForTimeout(700);
                    int overflow = Browsing.overflow(page);
                    String name =
                            named(path.replaceAll("[/#]+", "-").substring(1), screen, colours);
                    browsing().photograph(page, name);
                    assertTrue(overflow <= 0, name + " is wider by " + overflow);
                    page.context().close();
                }
            }
        }
    }
}
