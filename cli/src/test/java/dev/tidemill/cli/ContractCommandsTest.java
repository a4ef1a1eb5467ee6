package dev.tidemill.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemill.cli.show.JsonOutput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ContractCommandsTest {
    @TempDir Path directory;

    @Test
    void diffAndBreakingTellWhatAChangeBreaks() throws IOException {
        Ran.command("init", directory.resolve("old").toString());
        Ran.command("init", directory.resolve("new").toString());
        Path contract = directory.resolve("new/contracts/orders.yaml");
        String former = directory.resolve("old").toString();
        String newer = contract.toString();
        assertEquals("nothing breaks\n", Ran.command("contract", "breaking", former, newer).out());

        String text = Files.readString(contract);
        Files.writeString(
                contract,
                text.replace("DECIMAL(10,2)", "DECIMAL(9,2)")
                        .replace("minimum: 1\n", "minimum: 0\n"));

        Ran diff = Ran.command("contract", "diff", former, newer);
        assertEquals(
                """
                fits    orders.quantity  rule-changed  at least 1 -> at least 0
                        every value that was taken is taken
                breaks  orders.price  type-changed  DECIMAL(10,2) -> DECIMAL(9,2)
                        not every value of the old type is one of the new (breaks senders and readers)
                2 differences, 1 breaking
                """,
                diff.out());
        assertEquals(ExitCode.OK, diff.exitCode());
        Ran breaking = Ran.command("contract", "breaking", "--json", former, newer);
        assertEquals(ExitCode.DIFFERENT, breaking.exitCode());
        JsonNode change = JsonOutput.parse(breaking.out()).get("changes").get(0);
        assertEquals("type-changed", change.get("kind").asText());
        assertEquals("both", change.get("impact").asText());
        assertEquals(
                ExitCode.REFUSED,
                Ran.command("contract", "diff", "nowhere.yaml", newer).exitCode());
    }

    @Test
    void importMakesAContractOfRowsThatAProjectTakes() throws IOException {
        Path csv = directory.resolve("visits.csv");
        Files.writeString(
                csv,
                """
                visitId,page,seconds,at
                1,/,2.5,2001-01-01 00:00:00
                2,/about,,2001-01-01 00:00:01
                """);
        Path json = directory.resolve("visits.ndjson");
        Files.writeString(
                json,
                """
                {"visit_id":1,"page":"/","seconds":2.5,"at":"2001-01-01T00:00:00"}
                {"visit_id":2,"page":"/about","at":"2001-01-01T00:00:01"}
                """);
        for (Path file : new Path[] {csv, json}) {
            Ran ran = Ran.command("contract", "import", "--from", "data", file.toString());
            assertEquals(ExitCode.OK, ran.exitCode(), ran.err());
            assertTrue(ran.err().contains("the event time is guessed to be at"), ran.err());
            assertTrue(ran.out().contains("  - name: visits\n"), ran.out());
            Path contract = directory.resolve("visits.yaml");
            Files.writeString(contract, ran.out());
            Ran sql = Ran.command("contract", "export", "--to", "sql", contract.toString());
            assertEquals(
                    """
                    CREATE TABLE "visits" (
                      "visit_id" BIGINT NOT NULL,
                      "page" TEXT NOT NULL,
                      "seconds" DOUBLE PRECISION,
                      "at" TIMESTAMP NOT NULL
                    );
                    """,
                    sql.out(),
                    sql.err());
        }
    }

    @Test
    void importReadsParquetAndRefusesWhatIsNoFileOfRows() throws IOException {
        Path flights = Sources.root().resolve("examples/flights/data/flights-2001-01.parquet");
        Ran ran =
                Ran.command(
                        "contract",
                        "import",
                        "--from",
                        "data",
                        "--json",
                        flights.toString(),
                        "--table",
                        "flights");
        JsonNode result = JsonOutput.parse(ran.out());
        assertTrue(result.get("contract").asText().contains("- name: distance_mi"), ran.out());
        assertTrue(result.get("notes").toString().contains("rows of"), ran.out());
        Path bad = Files.writeString(directory.resolve("bad.parquet"), "no");
        assertEquals(
                ExitCode.REFUSED,
                Ran.command("contract", "import", "--from", "data", bad.toString()).exitCode());
        assertEquals(
                ExitCode.REFUSED,
                Ran.command("contract", "import", "--from", "avro", bad.toString()).exitCode());
    }

    @Test
    void exportAsksWhichTableIsMeant() {
        String folder = Sources.root().resolve("examples/flights").toString();
        Ran ran = Ran.command("contract", "export", "--to", "avro", folder);
        assertEquals(ExitCode.REFUSED, ran.exitCode());
        assertTrue(ran.err().contains("choose one with --table"), ran.err());
        Ran one = Ran.command("contract", "export", "--to", "avro", folder, "--table", "airports");
        assertEquals("airports", JsonOutput.parse(one.out()).get("name").asText());
        Ran json = Ran.command("contract", "export", "--to", "sql", "--json", folder);
        assertEquals(5, JsonOutput.parse(json.out()).get("exports").size(), json.out());
    }
}
