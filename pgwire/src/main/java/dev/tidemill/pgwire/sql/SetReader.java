package dev.tidemill.pgwire.sql;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** SET, in its many forms. */
final class SetReader {
    private SetReader() {}

    static Command read(TokenReader in) {
        if (in.take("constraints")) {
            return new Command.Nothing("SET CONSTRAINTS");
        }
        boolean local = in.take("local");
        boolean _ = in.take("session");
        String name = name(in);
        if (name.equals("timezone") && isTimeZoneValue(in)) {
            return new Command.Set(name, zone(in), local);
        }
        if (name.equals("client_encoding") && in.peek().kind() == Token.Kind.STRING) {
            return new Command.Set(name, value(in), local);
        }
        if (!in.take('=')) {
            in.require("to");
        }
        return new Command.Set(name, value(in), local);
    }

    /** TIME ZONE takes its value without TO. */
    private static boolean isTimeZoneValue(TokenReader in) {
        return !in.peek().is('=') && !in.peek().is("to");
    }

    private static @Nullable String zone(TokenReader in) {
        if (in.take("interval")) {
            String hours = in.next().value();
            while (!in.isEnd()) {
                // HOUR TO MINUTE says how it is written.
                in.next();
            }
            return hours;
        }
        return value(in);
    }

    /** A setting's name; some have words of their own. */
    static String name(TokenReader in) {
        if (in.take("time", "zone")) {
            return "timezone";
        }
        if (in.take("names")) {
            return "client_encoding";
        }
        if (in.take("transaction", "isolation", "level")) {
            return "transaction_isolation";
        }
        if (in.take("session", "authorization")) {
            return "session_authorization";
        }
        return in.name().toLowerCase(java.util.Locale.ROOT);
    }

    /** The value, or the values with commas between; null for DEFAULT. */
    private static @Nullable String value(TokenReader in) {
        if (in.take("default")) {
            in.requireEnd();
            return null;
        }
        List<String> values = new ArrayList<>();
        do {
            values.add(one(in));
        } while (in.take(','));
        in.requireEnd();
        return String.join(", ", values);
    }

    private static String one(TokenReader in) {
        if (in.isEnd()) {
            throw in.unexpected();
        }
        String sign = in.take('-') ? "-" : in.take('+') ? "+" : "";
        Token token = in.next();
        if (token.kind() == Token.Kind.MARK || token.kind() == Token.Kind.PARAMETER) {
            throw in.unexpected();
        }
        StringBuilder value = new StringBuilder(sign + token.value());
        while (in.peek().is('/') || in.peek().is('.')) {
            value.append(in.next().text()).append(in.next().value());
        }
        return value.toString();
    }
}
