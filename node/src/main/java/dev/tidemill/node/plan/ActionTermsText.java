package dev.tidemill.node.plan;

import dev.tidemill.definitions.action.ActionDefinition;
import dev.tidemill.definitions.action.BodyTemplate;
import dev.tidemill.definitions.action.Grouping;
import dev.tidemill.definitions.action.Limit;
import dev.tidemill.definitions.action.Rate;
import dev.tidemill.definitions.action.Retry;
import dev.tidemill.definitions.action.Webhook;
import dev.tidemill.definitions.action.WriteBack;
import dev.tidemill.definitions.secret.Secret;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a plan shows of an action's terms: those that it says. */
final class ActionTermsText {
    private ActionTermsText() {}

    static void put(ActionDefinition action, Map<String, Object> text) {
        if (!action.changed().isEmpty()) {
            text.put("changed", action.changed());
        }
        put("for", action.stays(), text);
        put("repeat", action.repeat(), text);
        put("timeout of steps", action.timeout(), text);
        put("limit per action", action.limits().perAction(), text);
        put("limit per key", action.limits().perKey(), text);
        if (action.limits().perAction() != null || action.limits().perKey() != null) {
            text.put("excess", action.limits().excess().toString());
        }
        Grouping grouping = action.grouping();
        if (grouping != null) {
            text.put("group", grouping.by() + " for " + grouping.waiting());
        }
        put("", action.webhook(), text);
        WriteBack write = action.write();
        if (write != null) {
            text.put("write", write.table());
            text.put("row", write.row().json());
            text.put("deletes", write.deletes());
            text.put("cycle", write.allowsCycle());
            text.put("depth", write.depthMax());
        }
        action.steps()
                .forEach(
                        step -> {
                            String name = "step " + step.name();
                            text.put(
                                    name,
                                    "after %s, if %s: %s"
                                            .formatted(
                                                    step.after(),
                                                    step.condition().word(),
                                                    step.webhook().written()));
                            put(name + " ", step.webhook(), text);
                            if (!step.webhook().isNone()) {
                                text.put(name + " timeout", step.webhook().timeout().toString());
                                text.put(name + " headers", headers(step.webhook()));
                            }
                        });
        if (action.shadow()) {
            text.put("shadow", true);
        }
        if (!action.rate().equals(Rate.DEFAULT)) {
            text.put("rate", action.rate().toString());
        }
        if (!action.retry().equals(Retry.DEFAULT)) {
            text.put("retry", action.retry().toString());
        }
    }

    /** Names with values that nobody is shown. */
    static Map<String, Object> headers(Webhook webhook) {
        Map<String, Object> headers = new TreeMap<>();
        webhook.headers().keySet().forEach(name -> headers.put(name, Secret.HIDDEN));
        return headers;
    }

    /** Where {@link #put} has put what nobody is shown. */
    static List<String> sensitive(ActionDefinition action) {
        List<String> paths = new ArrayList<>();
        sensitive("", action.webhook(), paths);
        action.steps()
                .forEach(step -> sensitive("step " + step.name() + " ", step.webhook(), paths));
        return paths;
    }

    private static void sensitive(String prefix, Webhook webhook, List<String> paths) {
        webhook.headers().keySet().forEach(name -> paths.add(prefix + "headers." + name));
        if (webhook.signingKey() != null) {
            paths.add(prefix + "signing key");
        }
    }

    private static void put(String name, Duration duration, Map<String, Object> text) {
        if (!duration.isZero()) {
            text.put(name, duration.toString());
        }
    }

    private static void put(String name, @Nullable Limit limit, Map<String, Object> text) {
        if (limit != null) {
            text.put(name, limit.count() + " in " + limit.every());
        }
    }

    private static void put(String prefix, Webhook webhook, Map<String, Object> text) {
        BodyTemplate body = webhook.body();
        if (body != null) {
            text.put(prefix + "body", body.json());
        }
        if (webhook.signingKey() != null) {
            text.put(prefix + "signing key", Secret.HIDDEN);
        }
    }
}
