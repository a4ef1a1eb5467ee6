package dev.tidemill.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.tidemill.algebra.error.ErrorCode;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** docs/errors.md lists every code as it is; only the meanings are written by hand. */
class ErrorPageTest {
    @Test
    void listsEveryErrorCodeOnceInItsOrder() {
        List<String> listed =
                Sources.read("docs/errors.md")
                        .lines()
                        .filter(line -> line.startsWith("| TM"))
                        .map(line -> line.substring(0, line.lastIndexOf(" | ")))
                        .toList();

        assertEquals(Arrays.stream(ErrorCode.values()).map(ErrorPageTest::row).toList(), listed);
    }

    private static String row(ErrorCode code) {
        return "| %s | %s | %s | %s"
                .formatted(
                        code.code(),
                        code.name(),
                        code.sqlState(),
                        code.fault().name().toLowerCase(Locale.ROOT));
    }
}
