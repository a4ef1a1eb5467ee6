package dev.tidemill.definitions.yaml;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.networknt.schema.JsonSchemaFactory;
import com.networknt.schema.SpecVersion;
import dev.tidemill.definitions.problem.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/**
 * Holds docs/schemas to the schemas that files are checked with. Run with {@code
 * -Dtidemill.regenerate=true} to write them anew.
 */
class SchemaDocumentTest {
    private static final Path PAGES = Path.of("..", "docs", "schemas");

    @Test
    void theDocumentedSchemasAreThoseThatFilesAreCheckedWith() throws IOException {
        for (YamlSchema schema : YamlSchema.ALL) {
            Path page = PAGES.resolve(schema.fileName());
            if (Boolean.getBoolean("tidemill.regenerate")) {
                Files.createDirectories(PAGES);
                Files.writeString(page, schema.document());
            }
            assertEquals(schema.document(), Files.readString(page), page.toString());
        }
    }

    @Test
    void theDocumentedSchemasTakeWhatIsTaken() throws IOException {
        String settings = "name: ${env:NAME}\nlimits: {query-rows: '${env:ROWS:-7}', queries: 3}\n";
        assertEquals(List.of(), complaints(YamlSchema.PROJECT, settings));
        assertEquals(1, complaints(YamlSchema.PROJECT, settings.replace("3", "0")).size());
        Path flights = Path.of("..", "examples", "flights");
        assertEquals(List.of(), complaints(YamlSchema.PROJECT, text(flights, "tidemill.yaml")));
        assertEquals(
                List.of(),
                complaints(YamlSchema.CONTRACT, text(flights, "contracts/arrivals.yaml")));
        assertEquals(
                List.of(),
                complaints(YamlSchema.ACTION, text(flights, "actions/late-airports.yaml")));
        assertEquals(List.of(), complaints(YamlSchema.TEST, text(flights, "tests/routes.yaml")));
    }

    private static String text(Path folder, String file) throws IOException {
        return Files.readString(folder.resolve(file));
    }

    /** Of a full validator, as an editor has one. */
    private static List<String> complaints(YamlSchema schema, String yaml) {
        return JsonSchemaFactory.getInstance(SpecVersion.VersionFlag.V202012)
                .getSchema(schema.document())
                .validate(YamlReader.read("t", yaml, new Problems()).orElseThrow().root())
                .stream()
                .map(message -> message.getInstanceLocation().toString())
                .distinct()
                .toList();
    }
}
