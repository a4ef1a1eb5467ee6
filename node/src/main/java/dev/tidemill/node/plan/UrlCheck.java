package dev.tidemill.node.plan;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.Place;
import dev.tidemill.definitions.Project;
import dev.tidemill.definitions.action.ActionDefinition;
import dev.tidemill.node.definition.CandidateDefinitions;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Actions may send to the addresses only that the mill's owner allows, to paths of the mill's own
 * server, and where actions send already.
 */
final class UrlCheck implements PlanCheck {
    private final AllowedUrls allowed;

    UrlCheck(AllowedUrls allowed) {
        this.allowed = requireNonNull(allowed, "allowed");
    }

    @Override
    public List<PlanRefusal> refusals(RunningDefinitions running, CandidateDefinitions next) {
        Project project = next.project();
        if (project == null) {
            return List.of();
        }
        Set<String> known = new HashSet<>();
        running.project().actions().forEach(action -> known.add(action.webhook().url()));
        List<PlanRefusal> refusals = new ArrayList<>();
        for (ActionDefinition action : project.actions()) {
            String url = action.webhook().url();
            if (!action.webhook().isLocal() && !known.contains(url)) {
                allowed.refusal(URI.create(url))
                        .ifPresent(why -> refusals.add(refusal(action, why)));
            }
        }
        return refusals;
    }

    private static PlanRefusal refusal(ActionDefinition action, String why) {
        return new PlanRefusal(
                ErrorCode.URL_NOT_ALLOWED,
                "the action %s may not send to %s: %s"
                        .formatted(action.name(), action.webhook().written(), why),
                "whoever starts the mill allows addresses: tidemill run --allow-url HOST:PORT",
                new Place(action.file(), 0, 0),
                List.of(),
                List.of(),
                false);
    }
}
