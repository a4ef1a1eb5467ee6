package dev.tidemill.node.plan;

import static java.util.Objects.requireNonNull;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.Place;
import dev.tidemill.definitions.Project;
import dev.tidemill.definitions.action.ActionDefinition;
import dev.tidemill.definitions.action.Webhook;
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
        running.project().actions().stream()
                .flatMap(action -> action.webhooks().stream())
                .forEach(webhook -> known.add(webhook.url()));
        List<PlanRefusal> refusals = new ArrayList<>();
        for (ActionDefinition action : project.actions()) {
            for (Webhook webhook : action.webhooks()) {
                if (!webhook.isLocal() && !known.contains(webhook.url())) {
                    allowed.refusal(URI.create(webhook.url()))
                            .ifPresent(why -> refusals.add(refusal(action, webhook, why)));
                }
            }
        }
        return refusals;
    }

    private static PlanRefusal refusal(ActionDefinition action, Webhook webhook, String why) {
        return new PlanRefusal(
                ErrorCode.URL_NOT_ALLOWED,
                "the action %s may not send to %s: %s"
                        .formatted(action.name(), webhook.written(), why),
                "whoever starts the mill allows addresses: tidemill run --allow-url HOST:PORT",
                new Place(action.file(), 0, 0),
                List.of(),
                List.of(),
                false);
    }
}
