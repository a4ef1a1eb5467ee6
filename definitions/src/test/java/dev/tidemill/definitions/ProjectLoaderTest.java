package dev.tidemill.definitions;

import static java.util.Objects.requireNonNull;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.definitions.action.ActionDefinition;
import dev.tidemill.definitions.action.ActionStep;
import dev.tidemill.definitions.action.Grouping;
import dev.tidemill.definitions.action.Limit;
import dev.tidemill.definitions.action.Limits;
import dev.tidemill.definitions.action.Retry;
import dev.tidemill.definitions.action.StepCondition;
import dev.tidemill.definitions.action.Transition;
import dev.tidemill.definitions.action.WriteBack;
import dev.tidemill.definitions.contract.ContractTerms;
import dev.tidemill.definitions.problem.Problem;
import dev.tidemill.definitions.secret.Secret;
import dev.tidemill.definitions.source.SourceDefinition;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProjectLoaderTest {
    @TempDir Path directory;

    @SuppressWarnings("NullAway.Init")
    private ProjectFixture project;

    @BeforeEach
    void writeProject() throws IOException {
        project = new ProjectFixture(directory);
    }

    @Test
    void readsAWholeProject() {
        Project loaded = project.load();
        assertEquals("shop", loaded.name());
        assertEquals("shop", loaded.title());
        assertEquals(new ProjectClock.ReplayTime("past", 1), loaded.clock());
        assertEquals(2, loaded.contracts().size());
        LiveTableDefinition table = loaded.liveTables().getFirst();
        assertEquals("SELECT COUNT(*) AS orders FROM orders", table.sql());
        assertEquals("All orders.", table.description());
        assertEquals(2, table.firstLine());
        assertInstanceOf(SourceDefinition.Csv.class, loaded.sources().getFirst());
        var replay = assertInstanceOf(SourceDefinition.Replay.class, loaded.sources().get(1));
        assertEquals(Duration.ofDays(7), replay.preload());
        assertEquals(List.of("orders"), replay.tables());
        ActionDefinition action = loaded.actions().getFirst();
        assertEquals(Set.of(Transition.ENTERED, Transition.LEFT), action.when());
        assertEquals(Retry.DEFAULT, action.retry());
    }

    @Test
    void readsTheExampleProject() {
        Project flights = ProjectLoader.load(Path.of("..", "examples", "flights"));
        assertEquals(5, flights.contracts().size());
        assertTrue(flights.liveTables().size() >= 9);
        assertEquals(2, flights.sources().size());
        assertEquals(2, flights.actions().size());
        assertEquals(2, flights.features().size());
        assertEquals(1, flights.predictors().size());
        assertEquals(new ProjectClock.ReplayTime("january", 3600), flights.clock());
    }

    @Test
    void readsWhereLineageGoes() throws IOException {
        assertTrue(project.load().openLineage().isNowhere());

        project.write(
                "tidemill.yaml",
                ProjectFixture.SETTINGS
                        + """
                        lineage:
                          openlineage:
                            file: lineage.ndjson
                            url: http://localhost:5000/api/v1/lineage
                            every: 1 minute
                        """);
        OpenLineageSettings settings = project.load().openLineage();
        assertEquals(project.load().directory().resolve("lineage.ndjson"), settings.file());
        assertEquals("http://localhost:5000/api/v1/lineage", String.valueOf(settings.url()));
        assertEquals(Duration.ofMinutes(1), settings.every());
    }

    @Test
    void refusesAnAddressOfLineageThatIsNone() throws IOException {
        project.write(
                "tidemill.yaml",
                ProjectFixture.SETTINGS
                        + """
                        lineage:
                          openlineage:
                            url: marquez
                        """);
        assertTrue(project.onlyProblem().message().contains("is no web address"));
    }

    @Test
    void readsOwnersAndTagsOfAContract() throws IOException {
        project.replace(
                "contracts/items.yaml",
                "status: active\n",
                """
                status: active
                tags: [shop]
                team:
                  name: sales
                  members:
                    - username: ada@example.org
                      role: Owner
                    - username: bob@example.org
                """);
        project.replace(
                "contracts/items.yaml", "- name: items", "- tags: [goods, shop]\n    name: items");
        ContractTerms terms =
                project.load().contracts().stream()
                        .filter(contract -> contract.name().equals("items"))
                        .findFirst()
                        .orElseThrow()
                        .terms();
        assertEquals(List.of("ada@example.org"), terms.answerable());
        assertEquals(List.of("shop", "goods"), terms.tags());
    }

    @Test
    void aHeaderThatNoRequestMayHaveIsToldWithoutItsValue() throws IOException {
        project.write("secrets/two-lines", "first\r\nsecond")
                .replace(
                        "actions/tell.yaml",
                        "webhook:",
                        "webhook:\n  headers: {authorization: \"${secret:two-lines}\"}");
        List<Problem> problems = project.read().problems();
        assertEquals(1, problems.size(), problems.toString());
        assertTrue(problems.toString().contains("no header may have"), problems.toString());
        assertFalse(problems.toString().contains("second"), problems.toString());
    }

    @Test
    void findsEveryProblemInOneReading() throws IOException {
        project.replace("tidemill.yaml", "preload: 7 days", "preload: soon")
                .replace("contracts/items.yaml", "primaryKey: true", "primaryKey: false")
                .write("tables/Bad Name.sql", "SELECT 1")
                .write("tables/empty.sql", "-- nothing\n;\n")
                .replace("actions/tell.yaml", "on: totals", "on: total");
        List<String> files = project.read().problems().stream().map(Problem::file).toList();
        assertTrue(
                files.containsAll(
                        List.of(
                                "tidemill.yaml",
                                "contracts/items.yaml",
                                "tables/Bad Name.sql",
                                "tables/empty.sql",
                                "actions/tell.yaml")),
                files.toString());
    }

    @Test
    void pointsAtAnUnknownKeyAndNamesTheNearest() throws IOException {
        project.replace("tidemill.yaml", "clock:", "clok:");
        Problem problem = project.onlyProblem();
        assertEquals("tidemill.yaml:2:1", problem.place().toString());
        assertEquals("did you mean clock?", problem.hint());
        writeProject();
        project.replace("tidemill.yaml", "preload:", "pre-load:");
        assertEquals("did you mean preload?", project.onlyProblem().hint());
        writeProject();
        project.replace("contracts/orders.yaml", "required: true", "requird: true");
        for (Problem each : project.read().problems()) {
            assertTrue(
                    String.valueOf(each.hint()).equals("did you mean required?")
                            || each.file().equals("tidemill.yaml"),
                    each.toString());
        }
    }

    @Test
    void refusesValuesOfAnotherType() throws IOException {
        project.replace("tidemill.yaml", "name: shop", "name: [shop]")
                .refuses("tidemill.yaml", "expected a text, found a list");
        writeProject();
        project.replace("actions/tell.yaml", "key: [sku]", "key: sku")
                .refuses("actions/tell.yaml", "expected a list, found the text “sku”");
        writeProject();
        project.replace("actions/tell.yaml", "entered", "enterd")
                .refuses("actions/tell.yaml", "did you mean entered?");
        writeProject();
        project.replace("tidemill.yaml", "kind: csv", "kind: kafka")
                .refuses("tidemill.yaml", "allowed: csv, replay");
        writeProject();
        project.replace("tidemill.yaml", "name: shop", "name: My Shop")
                .refuses("tidemill.yaml", "must match");
        writeProject();
        project.replace("tidemill.yaml", "name: shop\n", "title: shop\n")
                .refuses("tidemill.yaml", "the key “name” is missing");
    }

    @Test
    void refusesMissingAndForeignFiles() throws IOException {
        project.replace("tidemill.yaml", "data/items.csv", "data/none.csv")
                .refuses("tidemill.yaml", "there is no file data/none.csv");
        writeProject();
        project.replace("tidemill.yaml", "data/items.csv", "../../etc/passwd")
                .refuses("tidemill.yaml", "outside the project");
        writeProject();
        Files.delete(directory.resolve("tidemill.yaml"));
        project.refuses("tidemill.yaml", "there is no such file");
    }

    @Test
    void refusesAFolderThatIsNoProject() {
        TidemillException refused =
                assertThrows(
                        TidemillException.class,
                        () -> ProjectLoader.load(directory.resolve("nowhere")));
        assertEquals(ErrorCode.INVALID_PROJECT, refused.errorCode());
        assertNotNull(refused.detail());
    }

    @Test
    void refusesSourcesThatDoNotFitTheirTables() throws IOException {
        project.replace("tidemill.yaml", "table: items", "table: item")
                .refuses("tidemill.yaml", "did you mean items?");
        writeProject();
        project.replace("tidemill.yaml", "id: row_id", "ids: row_id");
        List<Problem> problems = project.read().problems();
        assertEquals(2, problems.size(), problems.toString());
        assertTrue(problems.toString().contains("did you mean id?"), problems.toString());
        assertTrue(problems.toString().contains("required column id"), problems.toString());
    }

    @Test
    void refusesClocksThatCannotRun() throws IOException {
        project.replace("tidemill.yaml", "source: past", "source: pst")
                .refuses("tidemill.yaml", "did you mean past?");
        writeProject();
        project.replace("tidemill.yaml", "source: past", "speed: fast")
                .refuses("tidemill.yaml", "“fast” is no speed");
        writeProject();
        project.replace("tidemill.yaml", "source: past", "speed: -1")
                .refuses("tidemill.yaml", "“-1” is no speed");
        writeProject();
        project.replace("tidemill.yaml", "kind: replay\n  source", "kind: system\n  source")
                .refuses("tidemill.yaml", "the system's clock has no source");
        writeProject();
        project.replace("tidemill.yaml", "source: past", "speed: max");
        assertEquals(
                new ProjectClock.ReplayTime("past", Double.POSITIVE_INFINITY),
                project.load().clock());
    }

    @Test
    void readsLimitsAndRefusesImpossibleOnes() throws IOException {
        String limits = ProjectFixture.SETTINGS + "limits:\n  row-bytes: 64 KiB\n";
        project.write("tidemill.yaml", limits);
        assertEquals(64 << 10, project.load().limits().rowBytes());
        project.write("tidemill.yaml", limits + "  batch-bytes: 1 KiB\n")
                .refuses("tidemill.yaml", "batch-bytes is less than row-bytes");
        project.write("tidemill.yaml", ProjectFixture.SETTINGS + "limits:\n  row-bytes: lots\n")
                .refuses("tidemill.yaml", "“lots” is not a size");
    }

    @Test
    void refusesATimeZoneThatIsNone() throws IOException {
        project.write("tidemill.yaml", ProjectFixture.SETTINGS + "timezone: Europe/Berlin2\n")
                .refuses("tidemill.yaml", "did you mean Europe/Berlin?");
    }

    @Test
    void refusesTwoTablesOfOneName() throws IOException {
        project.write("tables/orders.sql", "SELECT 1 AS one FROM items")
                .refuses("contracts/orders.yaml", "is taken by tables/orders.sql");
        writeProject();
        Files.delete(directory.resolve("tables/orders.sql"));
        project.write("contracts/zz.yaml", ProjectFixture.ORDERS)
                .refuses("contracts/zz.yaml", "is taken by contracts/orders.yaml");
    }

    @Test
    void readsIndexesAndRefusesThoseThatTheirTableCannotHave() throws IOException {
        project.write(
                "indexes/items.sql",
                """
                -- Finds an item; the ';' here ends nothing.
                CREATE INDEX items_by_sku ON items (sku);

                CREATE INDEX "odd; name" ON items (sku)
                """);
        assertEquals(
                List.of("items_by_sku", "odd; name"),
                project.load().indexes().stream().map(IndexDefinition::name).toList());
        project.write(
                        "indexes/items.sql",
                        "CREATE INDEX a ON items (sku);\nCREATE INDEX b\n ON items (sku, colour);")
                .refuses("indexes/items.sql", "indexes/items.sql:3:17: items has no column colour");
        project.write("indexes/items.sql", "CREATE INDEX a ON orders (id);")
                .refuses(
                        "indexes/items.sql",
                        "indexes/items.sql:1:19: the event table orders cannot have an index");
        project.write("indexes/items.sql", "CREATE INDEX a ON nothing (id);")
                .refuses("indexes/items.sql", "indexes/items.sql:1:19: there is no table nothing");
        project.write(
                        "indexes/items.sql",
                        "CREATE INDEX a ON items (sku);\nCREATE INDEX a ON items (sku);")
                .refuses(
                        "indexes/items.sql",
                        "indexes/items.sql:2:14: the index a is in indexes/items.sql already");
        project.write("indexes/items.sql", ";; DROP TABLE items;")
                .refuses("indexes/items.sql", "indexes/items.sql:1:4: here stand indexes only");
        project.write("indexes/items.sql", "CREATE UNIQUE INDEX a ON items (sku)")
                .refuses(
                        "indexes/items.sql",
                        "indexes/items.sql:1:8: a UNIQUE index is not supported");
    }

    @Test
    void refusesActionsThatCannotWork() throws IOException {
        project.replace("actions/tell.yaml", "https://example.com/hook", "ftp://example.com")
                .refuses("actions/tell.yaml", "is no web address");
        writeProject();
        project.replace("actions/tell.yaml", "table: items", "table: orders")
                .refuses("actions/tell.yaml", "a latch needs a keyed table");
        writeProject();
        project.replace("actions/tell.yaml", "time: raised_at", "time: sku")
                .refuses("actions/tell.yaml", "has no timestamp column sku");
        writeProject();
        project.replace("actions/tell.yaml", "key: [sku]", "key: [sku, raised_at]")
                .refuses("actions/tell.yaml", "a key of one column");
    }

    @Test
    void readsWhatAnActionDoesAndWhen() throws IOException {
        project.write("secrets/hook", "s3cret")
                .write(
                        "actions/tell.yaml",
                        """
                        name: tell
                        on: totals
                        key: [orders]
                        when: [changed, stayed]
                        changed: [orders]
                        for: 10 min
                        repeat: 4 h
                        limit:
                          per-action: {count: 100, every: 1 min}
                          per-key: {count: 1, every: 10 min}
                          excess: delay
                        group: {by: [orders], wait: 30 s}
                        webhook:
                          url: https://example.com/hook
                          signing: {key: "${secret:hook}"}
                          body:
                            n: "{{count}}"
                            rows: "{{rows}}"
                        """);
        ActionDefinition action = project.load().actions().getFirst();
        assertEquals(Duration.ofMinutes(10), action.stays());
        assertEquals(new Limit(1, Duration.ofMinutes(10)), action.limits().perKey());
        assertEquals(Limits.Excess.DELAY, action.limits().excess());
        assertEquals(new Grouping(List.of("orders"), Duration.ofSeconds(30)), action.grouping());
        assertEquals(Secret.of("s3cret"), action.webhook().signingKey());
        assertEquals(
                "{\"n\":\"{{count}}\",\"rows\":\"{{rows}}\"}",
                requireNonNull(action.webhook().body()).json());
        assertFalse(action.toString().contains("s3cret"));
    }

    @Test
    void readsWhatAnActionWritesAndItsSteps() throws IOException {
        project.write(
                "actions/tell.yaml",
                """
                name: tell
                on: totals
                key: [orders]
                when: [entered]
                write:
                  table: items
                  row: {sku: "n {{row.orders}}"}
                  left: delete
                  depth: 3
                """);
        WriteBack write = requireNonNull(project.load().actions().getFirst().write());
        assertTrue(write.deletes());
        assertEquals(3, write.depthMax());
        project.write(
                "actions/tell.yaml",
                """
                name: tell
                on: totals
                key: [orders]
                when: [entered]
                steps:
                  - name: ask
                    webhook: {url: https://example.com/ask}
                  - after: 10 min
                    if: in
                    webhook: {url: https://example.com/again}
                timeout: 1 h
                """);
        ActionDefinition action = project.load().actions().getFirst();
        assertEquals(
                List.of("ask", "step-2"), action.steps().stream().map(ActionStep::name).toList());
        assertEquals(StepCondition.IN, action.steps().getLast().condition());
        assertEquals(2, action.webhooks().size());
    }

    @Test
    void refusesActionsWhoseWordsContradictEachOther() throws IOException {
        String head = "name: tell\non: totals\nkey: [orders]\n";
        String hook = "webhook: {url: https://example.com/hook%s}\n";
        refusesAction(head + "when: [entered]\n", "the action does nothing");
        refusesAction(head + "when: [stayed]\n" + hook.formatted(""), "belong together");
        refusesAction(
                head + "when: [entered]\nfor: 1 min\n" + hook.formatted(""), "belong together");
        refusesAction(
                head + "when: [entered]\nchanged: [orders]\n" + hook.formatted(""),
                "nothing is told of changed rows");
        refusesAction(
                head + "when: [entered]\n" + hook.formatted(", body: {a: \"{{rwo.x}}\"}"),
                "{{rwo.x}} stands for nothing here");
        refusesAction(
                head + "when: [entered]\n" + hook.formatted(", body: {a: \"{{row.x\"}"),
                "braces that are no reference");
        refusesAction(
                head + "when: [entered]\nwrite: {table: orders, row: {id: 1}}\n",
                "writes to a keyed table, orders is none");
        refusesAction(
                head + "when: [entered]\nwrite: {table: items, row: {raised_at: \"{{now}}\"}}\n",
                "no value to the required column sku");
        refusesAction(
                head + "when: [entered]\ngroup: {wait: 0 s}\n" + hook.formatted(""),
                "a span of time of nothing");
    }

    private void refusesAction(String text, String message) throws IOException {
        project.write("actions/tell.yaml", text).refuses("actions/tell.yaml", message);
    }

    @Test
    void takesSecretsFromTheEnvironmentAndKeepsThemOutOfLogs() throws IOException {
        String header = "\n  headers:\n    Authorization: Bearer ${TOKEN}";
        project.replace("actions/tell.yaml", "/hook", "/hook" + header);
        ActionDefinition action = project.load().actions().getFirst();
        assertEquals(Secret.of("Bearer hunter2"), action.webhook().headers().get("Authorization"));
        assertFalse(action.toString().contains("hunter2"));
        project.replace("actions/tell.yaml", "TOKEN", "NO_TOKEN")
                .refuses("actions/tell.yaml", "NO_TOKEN is not set");
    }

    @Test
    void readsSecretsFromFilesAndNeverPrintsThem() throws IOException {
        project.write("secrets/hook-token", "s3cr3t ${TOKEN}\n");
        project.replace(
                "actions/tell.yaml",
                "/hook",
                "/hook\n  headers:\n    Authorization: Bearer ${secret:hook-token}");
        Project loaded = project.load();
        Secret header = loaded.actions().getFirst().webhook().headers().get("Authorization");
        assertEquals("Bearer s3cr3t ${TOKEN}", requireNonNull(header).reveal());
        assertFalse(loaded.toString().contains("s3cr3t"), loaded.toString());
        project.replace("actions/tell.yaml", "hook-token", "../tidemill.yaml")
                .refuses("actions/tell.yaml", "there is no secret ../tidemill.yaml");
    }

    @Test
    void printsNoSecretThatStandsWhereAMappingIsWanted() throws IOException {
        for (String spelled : List.of("${env:TOKEN}", "${TOKEN}", "${env:NO_TOKEN:-hunter2}")) {
            for (String headers :
                    List.of(
                            "headers: \"Bearer %s\"",
                            "headers: [\"Bearer %s\"]",
                            "headers: {Authorization: [\"Bearer %s\"]}",
                            "timeout: \"%s\"",
                            "url: \"%s\"",
                            "headers: {\"X\\nY\": \"Bearer %s\"}")) {
                writeProject();
                String hook = headers.startsWith("url") ? "" : "url: /hook\n  ";
                project.replace(
                        "actions/tell.yaml",
                        "url: https://example.com/hook",
                        hook + headers.formatted(spelled));
                String told = project.read().problems().toString();
                assertFalse(told.contains("[]"), headers);
                assertFalse(told.replace(":-hunter2}", "}").contains("hunter2"), told);
            }
        }
    }

    @Test
    void fillsNothingInTwice() throws IOException {
        project.write("secrets/inner", "inner");
        project.write("secrets/hook-token", "s3cr3t ${env:TOKEN} ${secret:inner} ${TOKEN}");
        String header =
                "\n  headers:\n    Authorization: ${env:NESTED} ${secret:hook-token} $${TOKEN}";
        project.replace("actions/tell.yaml", "/hook", "/hook" + header)
                .replace(
                        "actions/tell.yaml",
                        "name: tell",
                        "name: tell\ndescription: ${env:NESTED}");
        ActionDefinition action = project.load().actions().getFirst();
        assertEquals("${secret:inner}${env:TOKEN}${TOKEN}", action.description());
        assertEquals(
                Secret.of(
                        "${secret:inner}${env:TOKEN}${TOKEN} s3cr3t ${env:TOKEN} ${secret:inner}"
                                + " ${TOKEN} ${TOKEN}"),
                action.webhook().headers().get("Authorization"));
    }

    @Test
    void refusesASecretWhereItWouldBePrinted() throws IOException {
        project.write("secrets/name", "s3cr3t");
        project.replace("actions/tell.yaml", "name: tell", "name: ${secret:name}")
                .refuses("actions/tell.yaml", "the secret name may not stand here");
        assertFalse(project.onlyProblem().toString().contains("s3cr3t"));
    }

    @Test
    void takesWhatDefinitionsLeaveOpenFromTheEnvironment() throws IOException {
        project.replace(
                "tidemill.yaml",
                "source: past\n",
                "source: past\n  speed: ${env:SPEED}\nlimits:\n  query-rows: ${env:NONE:-7}\n");
        Project loaded = project.load();
        assertEquals(new ProjectClock.ReplayTime("past", 60), loaded.clock());
        assertEquals(7, loaded.limits().queries().rows());
        project.replace("tidemill.yaml", "${env:NONE:-7}", "${env:NONE}")
                .refuses(
                        "tidemill.yaml",
                        "tidemill.yaml:7:15: the environment variable NONE is not");
        project.replace("tidemill.yaml", "${env:NONE}", "${env:NONE:-many}")
                .refuses(
                        "tidemill.yaml",
                        "expected a whole number, found the text “${env:NONE:-many}”");
    }

    @Test
    void doesNotTellOfABrokenTableAgainWhereItIsUsed() throws IOException {
        project.write("indexes/items.sql", "CREATE INDEX a ON items (sku);")
                .replace("contracts/items.yaml", "TEXT", "TEXTT")
                .refuses("contracts/items.yaml", "unknown type");
        assertEquals(Set.of("items"), project.read().unread());
    }

    @Test
    void refusesFilesThatAreNotUtf8OrTooLarge() throws IOException {
        Files.write(directory.resolve("tables/totals.sql"), new byte[] {'-', '-', (byte) 0xFF});
        List<Problem> problems = project.read().problems();
        assertTrue(problems.toString().contains("not UTF-8"), problems.toString());
        writeProject();
        project.write("tables/huge.sql", " ".repeat(2 << 20))
                .refuses("tables/huge.sql", "larger than a definition may be");
    }

    @Test
    void neverFailsOnSpoiledFiles() throws IOException {
        List<String> files = List.of("tidemill.yaml", "contracts/orders.yaml", "actions/tell.yaml");
        for (long seed = 0; seed < 120; seed++) {
            writeProject();
            var random = new Random(seed);
            Path file = directory.resolve(files.get(random.nextInt(files.size())));
            byte[] bytes = Files.readAllBytes(file);
            for (int i = 0; i < 3; i++) {
                bytes[random.nextInt(bytes.length)] = (byte) (' ' + random.nextInt(95));
            }
            Files.write(file, bytes);
            ProjectReading reading = project.read();
            assertEquals(reading.project() == null, !reading.problems().isEmpty(), "seed " + seed);
        }
    }
}
