package dev.tidemill.definitions;

import static java.util.Objects.requireNonNull;

import dev.tidemill.definitions.contract.TableContract;
import dev.tidemill.definitions.problem.Problem;
import dev.tidemill.definitions.quality.QualityCheck;
import dev.tidemill.definitions.quality.ServiceLevel;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What reading a folder gave: a project, or the problems that stand against it and the parts that
 * have none, so that these can be looked at further in the same run.
 *
 * @param directory the folder, absolute
 * @param project null exactly when there are problems
 * @param contracts those without problems of tables that rows come into
 * @param liveContracts those without problems of live tables
 * @param checks those without problems of their own
 * @param levels those without problems
 * @param liveTables those without problems; whether they can be planned is not known
 * @param unread the names of declared tables, or of files that should declare one, with problems
 */
public record ProjectReading(
        Path directory,
        @Nullable Project project,
        List<Problem> problems,
        List<TableContract> contracts,
        List<TableContract> liveContracts,
        List<QualityCheck> checks,
        List<ServiceLevel> levels,
        List<LiveTableDefinition> liveTables,
        Set<String> unread) {
    public ProjectReading {
        requireNonNull(directory, "directory");
        problems = List.copyOf(problems);
        contracts = List.copyOf(contracts);
        liveContracts = List.copyOf(liveContracts);
        checks = List.copyOf(checks);
        levels = List.copyOf(levels);
        liveTables = List.copyOf(liveTables);
        unread = Set.copyOf(unread);
        if ((project == null) == problems.isEmpty()) {
            throw new IllegalArgumentException("either a project or problems");
        }
    }
}
