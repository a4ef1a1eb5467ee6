package dev.tidemill.cli.command;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.definitions.text.ClosestWord;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * A project that comes with the program, and where its demo keeps data.
 *
 * @param home the folder that holds the launcher
 * @param name of its folder
 * @param withRoles whether the demo is of a copy in which its roles are in force
 */
record ExampleProject(Path home, String name, boolean withRoles) {
    static final String FLIGHTS = "flights";
    static final String SHOP = "shop";
    static final String PAYMENTS = "payments";

    /** Set by the launcher. */
    private static final String HOME_PROPERTY = "tidemill.home";

    private static final List<String> ALL = List.of(FLIGHTS, SHOP, PAYMENTS);

    /**
     * An example beside the launcher.
     *
     * @throws TidemillException INVALID_ARGUMENT when there is no example of that name;
     *     INVALID_PROJECT when it is not where it should be
     */
    static ExampleProject installed(String name) {
        if (!ALL.contains(name)) {
            throw new TidemillException(ErrorCode.INVALID_ARGUMENT, "there is no example " + name)
                    .withHint(ClosestWord.hint(name, ALL));
        }
        ExampleProject example =
                new ExampleProject(Path.of(System.getProperty(HOME_PROPERTY, ".")), name, false);
        if (!Files.isRegularFile(example.project().resolve("tidemill.yaml"))) {
            throw new TidemillException(
                            ErrorCode.INVALID_PROJECT,
                            "the %s project is not in %s".formatted(name, example.project()))
                    .withHint("start the demo with ./tidemill, from a whole clone");
        }
        return example;
    }

    /**
     * The same example, apart from it: a copy with data of its own, in which roles are in force.
     */
    ExampleProject roles() {
        return new ExampleProject(home, name, true);
    }

    Path project() {
        return withRoles
                ? home.resolve(".tidemill").resolve(folder())
                : home.resolve("examples").resolve(name);
    }

    Path data() {
        return home.resolve(".tidemill").resolve("data").resolve(folder());
    }

    private String folder() {
        return withRoles ? name + "-roles" : name;
    }
}
