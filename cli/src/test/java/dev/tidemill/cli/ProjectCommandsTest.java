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

class ProjectCommandsTest {
    @TempDir Path directory;

    @Test
    void initWritesAProjectThatValidateAccepts() {
        Path shop = directory.resolve("shop");
        Ran init = Ran.command("init", shop.toString());
        assertEquals(ExitCode.OK, init.exitCode(), init.err());
        assertTrue(init.out().contains("contracts/orders.yaml"), init.out());

        Ran valid = Ran.command("validate", shop.toString());
        assertEquals(
                "shop is valid: 1 contract table, 1 live table, 0 actions, 1 test\n",
                valid.out(),
                valid.err());
        assertEquals(ExitCode.OK, valid.exitCode());
        assertEquals(ExitCode.REFUSED, Ran.command("init", shop.toString()).exitCode());
    }

    @Test
    void validateTellsEveryProblemOfEveryFileAtItsPlace() throws IOException {
        Ran.command("init", directory.toString());
        replace("contracts/orders.yaml", "physicalType: INTEGER", "physicalType: INTEGR");
        replace("tidemill.yaml", "timezone: UTC", "timezone: UTCC");
        write(
                "tables/broken.sql",
                "-- What is wrong.\n\nSELECT 1 AS a,\n  nothing AS b\nFROM (VALUES (1)) AS t(x)");
        write("tables/reads_orders.sql", "SELECT product FROM orders");
        write("tables/reads_broken.sql", "SELECT a FROM broken");

        Ran ran = Ran.command("validate", directory.toString());

        assertEquals(
                """
                contracts/orders.yaml:44:23: unknown type “INTEGR”
                            physicalType: INTEGR
                                          ^
                  hint: did you mean INTEGER?
                tables/broken.sql:4:3: column "nothing" does not exist [TM1002]
                      nothing AS b
                      ^
                tidemill.yaml:5:11: there is no time zone “UTCC”
                    timezone: UTCC
                              ^
                  hint: did you mean UTC?
                3 problems in 3 files
                """,
                ran.out());
        assertEquals(ExitCode.REFUSED, ran.exitCode());
    }

    @Test
    void validateCanPrintJson() throws IOException {
        Ran.command("init", directory.toString());
        write("tables/broken.sql", "SELECT missing FROM orders");
        write(
                "actions/tell.yaml",
                """
                name: tell
                on: sales_by_product
                key: [colour]
                when: [entered]
                webhook: {url: "http://127.0.0.1:1/"}
                """);

        Ran ran = Ran.command("validate", "--json", directory.toString());

        JsonNode result = JsonOutput.parse(ran.out());
        assertEquals("false", result.get("valid").asText(), ran.out());
        assertEquals(2, result.get("problems").size(), ran.out());
        JsonNode first = result.get("problems").get(0);
        assertEquals("actions/tell.yaml", first.get("file").asText());
        JsonNode second = result.get("problems").get(1);
        assertEquals("tables/broken.sql", second.get("file").asText());
        assertEquals(1, second.get("line").asInt());
        assertEquals(8, second.get("column").asInt());
    }

    private void write(String file, String text) throws IOException {
        Files.writeString(directory.resolve(file), text);
    }

    private void replace(String file, String old, String replacement) throws IOException {
        String text = Files.readString(directory.resolve(file));
        assertTrue(text.contains(old), file);
        write(file, text.replace(old, replacement));
    }
}
