package dev.tidemill.node.account;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import dev.tidemill.store.admission.Caller;
import java.util.Set;
import java.util.regex.Pattern;

/** What users may be called: as policies name them, and none as the mill calls whom it knows. */
final class AccountNames {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.@-]{0,127}");

    private static final Set<String> TAKEN =
            Set.of(Caller.LOCAL.name(), Caller.TOKEN.name(), Caller.MILL.name());

    private AccountNames() {}

    static String checked(String name) {
        if (!NAME.matcher(name).matches() || TAKEN.contains(name)) {
            throw new TidemillException(
                            ErrorCode.INVALID_ARGUMENT, "a user cannot be called \"" + name + "\"")
                    .withHint(
                            "letters of a to z, digits, and _ . @ - but not at the beginning; at"
                                    + " most 128, and none of "
                                    + Set.copyOf(TAKEN));
        }
        return name;
    }
}
