package dev.tidemill.server.http;

import dev.tidemill.algebra.error.ErrorCode;
import dev.tidemill.algebra.error.TidemillException;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Method;
import io.helidon.webserver.http.ServerRequest;
import java.net.URI;
import java.util.Set;

/**
 * Web pages that are not the mill's own. A browser sends a password or a cookie along with whatever
 * a page of another origin makes it send, and reaches this machine for it. Programs that are no
 * browsers send none of the headers that are looked at.
 */
final class OtherOrigins {
    private static final HeaderName FETCH_SITE = HeaderNames.create("Sec-Fetch-Site");
    private static final HeaderName FETCH_DEST = HeaderNames.create("Sec-Fetch-Dest");

    /** Where a browser's request comes from when no other origin made it. */
    private static final Set<String> OWN_SITES = Set.of("same-origin", "none");

    private OtherOrigins() {}

    /** Throws FORBIDDEN when a page of another origin made the request. */
    static void refuse(ServerRequest request) {
        String origin = request.headers().first(HeaderNames.ORIGIN).orElse("");
        boolean foreign =
                !origin.isEmpty() && !request.authority().equalsIgnoreCase(authority(origin));
        if (foreign || isOfAnotherSite(request)) {
            throw new TidemillException(
                            ErrorCode.FORBIDDEN,
                            "a page of another origin may not use a password, nor this machine")
                    .withHint("send a token, or use the pages of the mill itself");
        }
    }

    /** By what browsers say of themselves; a link that a person follows is none of a page's. */
    private static boolean isOfAnotherSite(ServerRequest request) {
        String site = request.headers().first(FETCH_SITE).orElse("");
        boolean followed =
                request.prologue().method() == Method.GET
                        && request.headers().first(FETCH_DEST).orElse("").equals("document");
        return !site.isEmpty() && !OWN_SITES.contains(site) && !followed;
    }

    /** Whether a page of whatever origin made the request, as far as its browser says. */
    static boolean isOfAPage(ServerRequest request) {
        return request.headers().contains(HeaderNames.ORIGIN)
                || request.headers().contains(FETCH_SITE);
    }

    private static String authority(String origin) {
        try {
            String authority = URI.create(origin).getRawAuthority();
            return authority == null ? "" : authority;
        } catch (IllegalArgumentException e) {
            return "";
        }
    }
}
