package dev.tidemill.cli.command;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The flights project that comes with the program, and where its demo keeps data.
 *
 * @param home the folder that holds the launcher
 */
record Flights(Path home) {
    /** Set by the launcher. */
    private static final String HOME_PROPERTY = "tidemill.home";

    static Flights installed() {
        Flights flights = new Flights(Path.of(System.getProperty(HOME_PROPERTY, ".")));
        if (!Files.isRegularFile(flights.project().resolve("tidemill.yaml"))) {
            throw new TidemillException(
                            ErrorCode.INVALID_PROJECT,
                            "the flights project is not in " + flights.project())
                    .withHint("start the demo with ./tidemill, from a whole clone");
        }
        return flights;
    }

    Path project() {
        return home.resolve("examples").resolve("flights");
    }

    Path data() {
        return home.resolve(".tidemill").resolve("data").resolve("flights");
    }
}
