package dev.tidemill.cli;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.tidemill.cli.show.Terminal;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.PositionalParamSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

class HelpTest {
    /** They serve, and print nothing that a script would read. */
    private static final Set<String> SERVING = Set.of("run", "demo", "rehearse");

    @Test
    void everyCommandShowsAnExample() {
        for (CommandLine command : all()) {
            String name = command.getCommandSpec().qualifiedName();
            UsageMessageSpec usage = command.getCommandSpec().usageMessage();

            assertTrue(usage.footerHeading().contains("Example"), name + " has no examples");
            assertTrue(String.join("", usage.footer()).contains("tidemill "), name);
            assertNotEquals(0, usage.description().length, name + " has no description");
        }
    }

    @Test
    void everyOptionAndParameterIsDescribed() {
        for (CommandLine command : all()) {
            String name = command.getCommandSpec().qualifiedName();
            for (OptionSpec option : command.getCommandSpec().options()) {
                assertNotEquals(0, option.description().length, name + " " + option.longestName());
            }
            for (PositionalParamSpec parameter : command.getCommandSpec().positionalParameters()) {
                assertNotEquals(
                        0, parameter.description().length, name + " " + parameter.paramLabel());
            }
        }
    }

    @Test
    void everyCommandThatPrintsDataCanPrintJson() {
        assertAll(
                all().stream()
                        .filter(command -> command.getSubcommands().isEmpty())
                        .filter(command -> !SERVING.contains(command.getCommandName()))
                        .map(CommandLine::getCommandSpec)
                        .map(
                                spec ->
                                        () ->
                                                assertTrue(
                                                        spec.findOption("--json") != null,
                                                        spec.qualifiedName())));
    }

    @Test
    void helpOfTheProgramListsItsCommandsAndExitCodes() {
        Ran ran = Ran.command("--help");

        assertEquals(ExitCode.OK, ran.exitCode());
        assertTrue(ran.out().contains("quarantine"), ran.out());
        assertTrue(ran.out().contains("no server answers"), ran.out());
    }

    private static List<CommandLine> all() {
        List<CommandLine> found = new ArrayList<>();
        collect(Main.commandLine(Terminal.ofProcess()), found);
        return found;
    }

    private static void collect(CommandLine command, List<CommandLine> found) {
        found.add(command);
        command.getSubcommands().values().forEach(child -> collect(child, found));
    }
}
