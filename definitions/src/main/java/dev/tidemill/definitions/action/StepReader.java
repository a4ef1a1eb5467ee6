package dev.tidemill.definitions.action;

import static java.util.Objects.requireNonNull;

import dev.tidemill.definitions.problem.Problems;
import dev.tidemill.definitions.yaml.YamlValue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;

/** Reads the steps of an action. Owned by one reading. */
final class StepReader {
    private final Function<YamlValue, Webhook> webhooks;
    private final Problems problems;

    StepReader(Function<YamlValue, Webhook> webhooks, Problems problems) {
        this.webhooks = requireNonNull(webhooks, "webhooks");
        this.problems = requireNonNull(problems, "problems");
    }

    List<ActionStep> read(YamlValue steps) {
        List<ActionStep> read = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (YamlValue step : steps.items()) {
            String name = step.at("name").textOr("step-" + (read.size() + 1));
            if (!names.add(name)) {
                problems.add(step.place(), "another step is named " + name);
            }
            if (!step.at("webhook").exists() && !step.at("after").exists()) {
                problems.add(
                        step.place(), "the step " + name + " does nothing", "give it a webhook");
            }
            read.add(
                    new ActionStep(
                            name,
                            step.at("after").durationOr(Duration.ZERO, problems),
                            StepCondition.of(step.at("if").textOr("always")),
                            step.at("webhook").exists()
                                    ? webhooks.apply(step.at("webhook"))
                                    : Webhook.NONE));
        }
        return read;
    }
}
