package dev.tidemill.definitions;

import static java.util.Objects.requireNonNull;

import dev.tidemill.definitions.action.ActionDefinition;
import dev.tidemill.definitions.contract.TableContract;
import dev.tidemill.definitions.feature.FeatureViewDefinition;
import dev.tidemill.definitions.policy.Policies;
import dev.tidemill.definitions.predictor.PredictorDefinition;
import dev.tidemill.definitions.quality.QualityCheck;
import dev.tidemill.definitions.quality.ServiceLevel;
import dev.tidemill.definitions.source.SourceDefinition;
import dev.tidemill.definitions.supervision.SupervisionBounds;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;

/**
 * The definitions of a project folder, each valid and fitting the others. What only a planner can
 * know, such as a query's columns, is not checked yet.
 *
 * @param directory the folder, absolute
 * @param contracts of the tables that rows come into
 * @param liveContracts what live tables shall be like
 * @param checks that contracts make of whole tables
 * @param levels what contracts promise about time
 * @param liveTables the files' and those that keep the checks
 * @param zone the session's time zone, in which TIMESTAMP and TIMESTAMPTZ compare
 * @param supervision when what fails is tried again
 * @param openLineage where events of lineage go
 * @param features all versions of all feature views, by file
 * @param predictors what is foretold of rows
 * @param policies who may see and do what
 */
public record Project(
        Path directory,
        String name,
        String title,
        ZoneId zone,
        ProjectClock clock,
        ProjectLimits limits,
        SupervisionBounds supervision,
        OpenLineageSettings openLineage,
        List<TableContract> contracts,
        List<TableContract> liveContracts,
        List<QualityCheck> checks,
        List<ServiceLevel> levels,
        List<LiveTableDefinition> liveTables,
        List<IndexDefinition> indexes,
        List<SourceDefinition> sources,
        List<ActionDefinition> actions,
        List<FeatureViewDefinition> features,
        List<PredictorDefinition> predictors,
        Policies policies) {
    public Project {
        requireNonNull(directory, "directory");
        requireNonNull(name, "name");
        requireNonNull(title, "title");
        requireNonNull(zone, "zone");
        requireNonNull(clock, "clock");
        requireNonNull(limits, "limits");
        requireNonNull(supervision, "supervision");
        requireNonNull(openLineage, "openLineage");
        contracts = List.copyOf(contracts);
        liveContracts = List.copyOf(liveContracts);
        checks = List.copyOf(checks);
        levels = List.copyOf(levels);
        liveTables = List.copyOf(liveTables);
        indexes = List.copyOf(indexes);
        sources = List.copyOf(sources);
        actions = List.copyOf(actions);
        features = List.copyOf(features);
        predictors = List.copyOf(predictors);
        requireNonNull(policies, "policies");
    }
}
