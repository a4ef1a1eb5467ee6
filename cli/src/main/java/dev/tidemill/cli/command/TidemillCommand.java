package dev.tidemill.cli.command;

import static java.util.Objects.requireNonNull;

import dev.tidemill.cli.show.Terminal;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The program itself: lists its commands. */
@Command(
        name = "tidemill",
        description = "Live tables that always equal their SQL query, in one program.",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        subcommands = {
            InitCommand.class,
            ValidateCommand.class,
            ContractCommand.class,
            GenerateCommand.class,
            DemoCommand.class,
            RunCommand.class,
            CiCommand.class,
            PlanCommand.class,
            ApplyCommand.class,
            RollbackCommand.class,
            PreviewCommand.class,
            StatusCommand.class,
            RestartCommand.class,
            WatchCommand.class,
            SqlCommand.class,
            QueriesCommand.class,
            CostsCommand.class,
            ModelCommand.class,
            ExportCommand.class,
            ImportCommand.class,
            LookupCommand.class,
            FeaturesCommand.class,
            TrainingSetCommand.class,
            QuarantineCommand.class,
            ActionCommand.class,
            TraceCommand.class,
            LineageCommand.class,
            CatalogCommand.class,
            VerifyCommand.class,
            TestProjectCommand.class,
            RecordCommand.class,
            RehearseCommand.class,
            UserCommand.class,
            TokenCommand.class,
            AuditCommand.class,
            BackupCommand.class,
            RestoreCommand.class,
            CheckCommand.class,
            ForgetCommand.class,
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:done",
            "1:a check found a difference, a preview differs, or a plan is refused",
            "2:the command line is wrong; of plan --detailed-exitcode: there are changes",
            "3:the request was refused; the error says what to change",
            "4:no server answers",
            "5:too little memory, disk or capacity, or the machine failed",
            "70:a fault of Tidemill itself",
        },
        footerHeading = "%nExample:%n",
        footer = {"  tidemill sql \"SELECT * FROM network_totals\""})
public final class TidemillCommand implements Runnable {
    private final Terminal terminal;

    @Spec private CommandSpec spec;

    @SuppressWarnings("NullAway.Init") // picocli sets the spec before it runs a command.
    public TidemillCommand(Terminal terminal) {
        this.terminal = requireNonNull(terminal, "terminal");
    }

    static Terminal terminalOf(CommandSpec spec) {
        return ((TidemillCommand) spec.root().userObject()).terminal;
    }

    @Override
    public void run() {
        spec.commandLine().usage(terminal.out());
    }
}
