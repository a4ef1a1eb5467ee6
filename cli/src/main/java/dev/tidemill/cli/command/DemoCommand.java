package dev.tidemill.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.cli.ExitCode;
import dev.tidemill.cli.Logs;
import dev.tidemill.cli.client.ServerClient;
import dev.tidemill.cli.client.ServerUnreachable;
import dev.tidemill.cli.shop.ShopPeople;
import dev.tidemill.cli.shop.ShopRoles;
import dev.tidemill.cli.show.Amount;
import dev.tidemill.cli.show.Paint;
import dev.tidemill.cli.show.Terminal;
import dev.tidemill.node.account.AccountFile;
import dev.tidemill.node.data.DataDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Serves an example project, says where to look, and keeps one line on how it goes. */
@Command(
        name = "demo",
        description = {
            "Serve one of the examples, and say where to look.",
            "flights replays half a million real US flights and foretells which will be late; shop",
            "takes orders and payments of customers who are made up; payments foretells fraud, and",
            "learns what to do about it. A demo that was stopped, or killed, goes on where it was."
        },
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        footerHeading = "%nExample:%n",
        footer = {
            "  tidemill demo",
            "  tidemill demo --fresh --speed max",
            "  tidemill demo shop --orders-per-minute 60",
            "  tidemill demo shop --roles",
            "  tidemill demo payments --payments-per-second 50"
        })
final class DemoCommand implements Callable<Integer> {
    /** Off a terminal the line is printed anew, and not so often. */
    private static final int LOOKS_PER_PLAIN_LINE = 20;

    @Spec private CommandSpec spec;
    @Mixin private HostOptions host = new HostOptions();

    @Parameters(
            arity = "0..1",
            paramLabel = "EXAMPLE",
            defaultValue = ExampleProject.FLIGHTS,
            description = "flights, shop or payments. Default: ${DEFAULT-VALUE}.")
    private String name = ExampleProject.FLIGHTS;

    @Option(
            names = "--orders-per-minute",
            paramLabel = "NUMBER",
            defaultValue = "30",
            description = "How busy the shop is. Default: ${DEFAULT-VALUE}.")
    private double ordersPerMinute;

    @Option(
            names = "--payments-per-second",
            paramLabel = "NUMBER",
            defaultValue = "20",
            description = "How many payments come. Default: ${DEFAULT-VALUE}.")
    private double paymentsPerSecond;

    @Option(
            names = "--seed",
            paramLabel = "NUMBER",
            defaultValue = "1",
            description =
                    "What the shop's customers, or those who pay, make of their day. Default:"
                            + " ${DEFAULT-VALUE}.")
    private long seed;

    @Option(
            names = "--roles",
            description =
                    "Put the shop's roles in force, in a copy of it with data of its own: names and"
                            + " new passwords to sign in with are printed.")
    private boolean roles;

    @Option(names = "--fresh", description = "Forget what an earlier demo left, and begin again.")
    private boolean fresh;

    private int looks;

    @SuppressWarnings("NullAway.Init") // picocli sets the spec before it runs a command.
    DemoCommand() {}

    @Override
    public Integer call() throws IOException, InterruptedException {
        Terminal terminal = TidemillCommand.terminalOf(spec);
        ExampleProject example = chosen();
        if (fresh) {
            forget(example);
        }
        Path data = host.data() == null ? example.data() : host.data();
        boolean resumed = Files.isDirectory(data);
        DemoScene scene = scene(example);
        Files.createDirectories(data.toAbsolutePath().getParent());
        Logs.toFile(data.resolveSibling(data.getFileName() + ".log"), terminal);
        try (Hosting hosting =
                        Hosting.start(
                                example.project(),
                                host.server(example.data()),
                                host.mill(example.data()));
                ServerClient client = hosting.client();
                DemoScene.Running _ = scene.begin(client)) {
            host.adopt(hosting.mill());
            welcome(terminal, hosting, scene, data, resumed).forEach(terminal.out()::println);
            terminal.flush();
            hosting.watch(terminal, () -> look(terminal, client));
            return ExitCode.OK;
        }
    }

    private DemoScene scene(ExampleProject example) throws IOException {
        return switch (name) {
            case ExampleProject.SHOP -> new ShopScene(seed, ordersPerMinute, people(example));
            case ExampleProject.PAYMENTS -> new PaymentsScene(seed, paymentsPerSecond);
            default -> new FlightsScene();
        };
    }

    private ExampleProject chosen() {
        ExampleProject example = ExampleProject.installed(name);
        if (!roles) {
            return example;
        }
        if (!name.equals(ExampleProject.SHOP)) {
            throw new TidemillException(ErrorCode.INVALID_ARGUMENT, name + " has no roles")
                    .withHint("tidemill demo shop --roles");
        }
        if (host.data() != null) {
            throw new TidemillException(
                    ErrorCode.INVALID_ARGUMENT,
                    "--roles makes accounts in the demo's own data, and in no other");
        }
        return example.roles();
    }

    /** With new passwords, for a copy in which roles are in force; otherwise there are none. */
    private List<ShopPeople.Person> people(ExampleProject example) throws IOException {
        if (!example.withRoles()) {
            return List.of();
        }
        // A demo that runs keeps its passwords.
        DataDirectory.open(example.data()).close();
        ShopRoles.copy(ExampleProject.installed(name).project(), example.project());
        ShopPeople people = ShopPeople.make(new SecureRandom());
        people.comeTo(new AccountFile(DataDirectory.accessIn(example.data())));
        return people.people();
    }

    /** Only the demo's own folders are ever deleted, and only while no process uses them. */
    private void forget(ExampleProject example) throws IOException {
        if (host.data() != null) {
            throw new TidemillException(
                    ErrorCode.INVALID_ARGUMENT,
                    "--fresh deletes only the demo's own data; empty the other folder yourself");
        }
        Path data = example.data();
        if (Files.isDirectory(data)) {
            DataDirectory.open(data).close();
            TemporaryFolder.delete(data);
        }
        if (example.withRoles() && Files.isDirectory(example.project())) {
            TemporaryFolder.delete(example.project());
        }
    }

    private static List<String> welcome(
            Terminal terminal, Hosting hosting, DemoScene scene, Path data, boolean resumed) {
        Paint paint = terminal.paint();
        List<String> lines = new ArrayList<>();
        lines.add("");
        lines.add(
                paint.bold(hosting.mill().project().title())
                        + (resumed ? ", going on where it was" : "")
                        + ", ready in "
                        + Amount.duration(Hosting.sinceStart()));
        lines.add("");
        lines.add("  watch it        " + paint.good(hosting.url() + "/"));
        lines.addAll(scene.places(hosting.url(), paint));
        hosting.postgresPort()
                .ifPresent(
                        port ->
                                lines.add(
                                        "  by psql         psql -h 127.0.0.1 -p "
                                                + port
                                                + " -d tidemill"));
        lines.add(
                "  its tables      "
                        + shown(hosting.mill().project().directory().resolve("tables"))
                        + paint.dim("   save a change, and see it taken in"));
        lines.add("  its data        " + shown(data));
        lines.add("  stop it         Ctrl-C");
        lines.add("");
        return lines;
    }

    private static String shown(Path path) {
        Path here = Path.of("").toAbsolutePath();
        Path full = path.toAbsolutePath().normalize();
        return (full.startsWith(here) ? here.relativize(full) : full).toString();
    }

    private void look(Terminal terminal, ServerClient client) {
        JsonNode status;
        try {
            status = client.get("/v1/status");
        } catch (TidemillException | ServerUnreachable e) {
            return; // It is stopping, or busy; the next look tells.
        }
        String line = new StatusReport(status, terminal.paint()).oneLine();
        if (terminal.screen() != null) {
            int width = Math.min(line.length(), terminal.screen().columns() - 1);
            terminal.out().print("\r\u001b[K" + line.substring(0, width));
        } else if (looks++ % LOOKS_PER_PLAIN_LINE == 0) {
            terminal.out().println(line);
        }
        terminal.out().flush();
    }
}
