package dev.tidemill.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemill.cli.show.JsonOutput;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Lineage and the catalog of the flights project, from its folder. */
class LineageCommandTest {
    private static final String FLIGHTS = Sources.root().resolve("examples/flights").toString();

    @Test
    void followsAColumnDownToTheActionThatReadsIt() {
        Ran ran = Ran.command("lineage", "arrivals.delay", "--down", FLIGHTS);

        assertEquals("", ran.err());
        assertEquals(ExitCode.OK, ran.exitCode());
        assertTrue(ran.out().startsWith("arrivals.delay\n"), ran.out());
        assertTrue(ran.out().contains("A CHANGE REACHES"), ran.out());
        assertTrue(ran.out().contains("action/"), ran.out());
    }

    @Test
    void followsATableUpAsJson() {
        Ran ran = Ran.command("lineage", "worst_airports", "--up", "--json", FLIGHTS);

        JsonNode answer = JsonOutput.parse(ran.out());
        List<String> ids = new ArrayList<>();
        answer.path("tables").forEach(table -> ids.add(table.path("id").asText()));
        assertTrue(ids.contains("worst_airports"), ids.toString());
        assertTrue(ids.contains("arrivals"), ids.toString());
        assertTrue(ids.stream().anyMatch(id -> id.startsWith("source/")), ids.toString());
        assertTrue(!ids.contains("routes"), ids.toString());
    }

    @Test
    void refusesAColumnThatIsNot() {
        Ran ran = Ran.command("lineage", "arrivals.dealy", FLIGHTS);

        assertEquals(ExitCode.REFUSED, ran.exitCode());
        assertTrue(ran.err().contains("TM1002"), ran.err());
        assertTrue(ran.err().contains("did you mean delay?"), ran.err());
    }

    @Test
    void searchesTheCatalog() {
        Ran text = Ran.command("catalog", "search", "delay", "--project", FLIGHTS);
        Ran json = Ran.command("catalog", "search", "delay", "--json", "--project", FLIGHTS);
        Ran nothing = Ran.command("catalog", "search", "submarine", "--project", FLIGHTS);

        assertTrue(text.out().contains("delay_histogram"), text.out());
        assertEquals(
                "delay_histogram",
                JsonOutput.parse(json.out()).path("entries").path(0).path("name").asText());
        assertEquals("nothing has all of: submarine\n", nothing.out());
    }
}
