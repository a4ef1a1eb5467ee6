package dev.tidemill.cli.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.cli.show.JsonOutput;
import dev.tidemill.cli.show.Paint;
import dev.tidemill.cli.show.Screen;
import dev.tidemill.cli.show.Terminal;
import java.io.ByteArrayInputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class ScreenSinkTest {
    private static final Screen SMALL = new Screen(30, 8);

    private final StringWriter out = new StringWriter();
    private final ScreenSink sink = new ScreenSink("routes", null, terminal(), SMALL);

    @Test
    void drawsAsManyRowsAsFit() {
        sink.snapshot(
                JsonOutput.parse(
                        """
                        {"tick":5,"columns":[{"name":"a","type":"BIGINT"}],"rows":[[5],[4],[3],[2],[1]]}"""));
        sink.refresh();

        assertEquals(
                List.of("routes  5 rows  tick 5", "", "a", "1", "2", "3", "2 more"), lastScreen());
    }

    @Test
    void cutsLinesThatWouldWrap() {
        sink.snapshot(
                JsonOutput.parse(
                        """
                        {"tick":5,"columns":[{"name":"a","type":"TEXT"}],"rows":[["%s"]]}"""
                                .formatted("x".repeat(50))));
        sink.refresh();

        assertTrue(lastScreen().stream().allMatch(line -> line.length() <= 30), out.toString());
    }

    @Test
    void drawsOnceForManyChanges() {
        sink.snapshot(
                JsonOutput.parse(
                        "{\"tick\":5,\"columns\":[{\"name\":\"a\",\"type\":\"BIGINT\"}],\"rows\":[]}"));
        sink.changes(JsonOutput.parse("{\"tick\":6,\"changes\":[[1,[1]]]}"));
        sink.changes(JsonOutput.parse("{\"tick\":7,\"changes\":[[1,[2]]]}"));
        assertEquals("", out.toString());

        sink.refresh();
        assertEquals(List.of("routes  2 rows  tick 7", "", "a", "1", "2"), lastScreen());

        String drawn = out.toString();
        sink.refresh();
        assertEquals(drawn, out.toString());
    }

    private List<String> lastScreen() {
        String all = out.toString();
        return all.substring(all.lastIndexOf("\u001b[J") + 3).lines().toList();
    }

    private Terminal terminal() {
        PrintWriter writer = new PrintWriter(out);
        return new Terminal(
                new ByteArrayInputStream(new byte[0]), false, writer, writer, SMALL, Paint.PLAIN);
    }
}
