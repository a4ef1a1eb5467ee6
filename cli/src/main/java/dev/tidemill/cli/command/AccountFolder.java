package dev.tidemill.cli.command;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.node.access.Scope;
import dev.tidemill.node.account.AccountFile;
import dev.tidemill.node.data.DataDirectory;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Option;

/** Whose accounts a command is about. A mill that runs there takes changes over at once. */
final class AccountFolder {
    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            defaultValue = ".tidemill/data",
            description = "The mill's data folder. Default: ${DEFAULT-VALUE}.")
    private Path data = Path.of("");

    AccountFile file() {
        return new AccountFile(DataDirectory.accessIn(data));
    }

    /** The scopes of words; throws INVALID_ARGUMENT for one that is none. */
    static Set<Scope> scopes(List<String> words) {
        Set<Scope> scopes = EnumSet.noneOf(Scope.class);
        for (String word : words) {
            scopes.add(
                    Scope.of(word)
                            .orElseThrow(
                                    () ->
                                            new TidemillException(
                                                            ErrorCode.INVALID_ARGUMENT,
                                                            "\"" + word + "\" is no scope")
                                                    .withHint(known())));
        }
        return scopes;
    }

    private static String known() {
        return Stream.of(Scope.values()).map(Scope::word).collect(Collectors.joining(", "));
    }

    /** Scopes as lists show them. */
    static List<String> words(Set<Scope> scopes) {
        return scopes.stream().sorted().map(Scope::word).toList();
    }
}
